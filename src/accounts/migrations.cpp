#include "accounts/migrations.h"

#include <array>
#include <string>
#include <string_view>

#include "accounts/migrations_sql.h"

namespace narvi::accounts {

namespace {

using database::Migration;
using database::Model;

/// A step of upstream that only altered tables which our first step makes in their final form.
constexpr Migration folded(std::string_view app, std::string_view name) {
  return {.app = app, .name = name, .sqlite = {}, .postgres = {}, .creates = {}, .folded = true};
}

/// A step of upstream that changed no SQL.
constexpr Migration record_only(std::string_view app, std::string_view name) {
  return {.app = app, .name = name, .sqlite = {}, .postgres = {}, .creates = {}};
}

Migration first(std::string_view app, std::string_view creates, std::string_view sqlite,
                std::string_view postgres) {
  return {.app = app, .name = "0001_initial", .sqlite = sqlite, .postgres = postgres, .creates = creates};
}

Migration first_of_auth(bool own_users) {
  static const std::string sqlite =
      std::string(sql::kSqlite.groups_and_permissions).append(sql::kSqlite.users);
  static const std::string postgres =
      std::string(sql::kPostgres.groups_and_permissions).append(sql::kPostgres.users);
  if (own_users) {
    return first("auth", "auth_permission", sqlite, postgres);
  }
  return first("auth", "auth_permission", sql::kSqlite.groups_and_permissions,
               sql::kPostgres.groups_and_permissions);
}

constexpr std::array kAdminAlterations{
    record_only("admin", "0002_logentry_remove_auto_add"),
    record_only("admin", "0003_logentry_add_action_flag_choices"),
};

// auth 0011 moves rows of permissions of proxy models; Django's own apps have none.
constexpr std::array kAuthAlterations{
    folded("contenttypes", "0002_remove_content_type_name"),
    folded("auth", "0002_alter_permission_name_max_length"),
    folded("auth", "0003_alter_user_email_max_length"),
    record_only("auth", "0004_alter_user_username_opts"),
    folded("auth", "0005_alter_user_last_login_null"),
    record_only("auth", "0006_require_contenttypes_0002"),
    record_only("auth", "0007_alter_validators_add_error_messages"),
    folded("auth", "0008_alter_user_username_max_length"),
    folded("auth", "0009_alter_user_last_name_max_length"),
    folded("auth", "0010_alter_group_name_max_length"),
    record_only("auth", "0011_update_proxy_permissions"),
    folded("auth", "0012_alter_user_first_name_max_length"),
};

}  // namespace

std::vector<Migration> migrations(const MigrationChoice& choice) {
  std::vector<Migration> steps;
  steps.push_back(
      first("contenttypes", "django_content_type", sql::kSqlite.content_types, sql::kPostgres.content_types));
  steps.push_back(first_of_auth(choice.own_users));
  if (choice.admin) {
    steps.push_back(first("admin", "django_admin_log", sql::kSqlite.admin_log, sql::kPostgres.admin_log));
    steps.insert(steps.end(), kAdminAlterations.begin(), kAdminAlterations.end());
  }
  steps.insert(steps.end(), kAuthAlterations.begin(), kAuthAlterations.end());
  steps.push_back(first("sessions", "django_session", sql::kSqlite.sessions, sql::kPostgres.sessions));
  return steps;
}

std::vector<Model> models(const MigrationChoice& choice) {
  std::vector<Model> all;
  if (choice.admin) {
    all.push_back({"admin", "logentry", "log entry"});
  }
  all.push_back({"auth", "permission", "permission"});
  all.push_back({"auth", "group", "group"});
  if (choice.own_users) {
    all.push_back({"auth", "user", "user"});
  }
  all.push_back({"contenttypes", "contenttype", "content type"});
  all.push_back({"sessions", "session", "session"});
  return all;
}

database::UserReference user_reference(const UserTable& users) {
  using Key = database::UserReference::Key;
  return {.table = users.table,
          .primary_key = users.key,
          .key = users.key_type == UserKeyType::kUuid         ? Key::kUuid
                 : users.key_type == UserKeyType::kBigInteger ? Key::kBigInteger
                                                              : Key::kInteger};
}

}  // namespace narvi::accounts
