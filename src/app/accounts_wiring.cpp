#include "app/accounts_wiring.h"

#include <array>
#include <utility>

#include "app/accounts_parts.h"
#include "app/database_wiring.h"
#include "app/sessions_wiring.h"

namespace narvi::app {

using accounts::Accounts;

tl::unexpected<Error> unknown_name(const Settings& settings, std::string_view key, std::string_view name,
                                   std::string_view known) {
  return fail(ErrorKind::kConfiguration, settings.origin("auth", key) + ": [auth] " + std::string(key) +
                                             ": \"" + std::string(name) +
                                             "\" is not known; known: " + std::string(known));
}

accounts::UserTable user_table(const Settings& settings) {
  constexpr std::string_view kTable = "users";
  accounts::UserTable table;
  table.table = settings.text(kTable, "table");
  const std::string& id_type = settings.text(kTable, "id_type");
  table.key_type = id_type == "uuid"     ? accounts::UserKeyType::kUuid
                   : id_type == "bigint" ? accounts::UserKeyType::kBigInteger
                                         : accounts::UserKeyType::kInteger;
  table.key = settings.text(kTable, "id_field");
  const std::array<std::pair<std::string*, std::string_view>, 10> columns = {{
      {&table.username, "username_field"},
      {&table.password, "password_field"},
      {&table.email, "email_field"},
      {&table.first_name, "first_name_field"},
      {&table.last_name, "last_name_field"},
      {&table.is_active, "is_active_field"},
      {&table.is_staff, "is_staff_field"},
      {&table.is_superuser, "is_superuser_field"},
      {&table.last_login, "last_login_field"},
      {&table.date_joined, "date_joined_field"},
  }};
  for (const auto& [column, key] : columns) {
    *column = settings.text(kTable, key);
  }
  // Django's names: auth_user has auth_user_groups with user_id, club_member has club_member_groups with
  // member_id.
  const auto automatic = [&](std::string_view key, std::string otherwise) {
    const std::string& given = settings.text(kTable, key);
    return given == "auto" ? std::move(otherwise) : given;
  };
  table.groups = automatic("groups_table", table.table + "_groups");
  table.permissions = automatic("user_permissions_table", table.table + "_user_permissions");
  table.link = automatic("link_field", table.table.substr(table.table.rfind('_') + 1) + "_id");
  table.insert_defaults = settings.map(kTable, "insert_defaults");
  return table;
}

namespace {

/// With the tokens of a site that named their table (TOKEN_MODEL): no migration of ours makes it.
std::vector<std::string> tables_of_users(const Settings& settings) {
  std::vector<std::string> tables = tables_that_go_with_users();
  tables.push_back(settings.text("systems.knox", "table"));
  return tables;
}

}  // namespace

Result<std::unique_ptr<Accounts>> make_accounts(const Settings& settings, database::Database& database,
                                                io::WorkerPool& hash_pool, const Clock& clock, Random& random,
                                                SecretText secret_key) {
  const auto version = accounts::parse_django_version(settings.text("compat", "django"));
  if (!version) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("compat", "django") + ": [compat] django: unknown version");
  }
  const accounts::DjangoBehaviour& django = accounts::behaviour(*version);
  auto ordered = make_hashers(settings, django);
  if (!ordered) {
    return tl::unexpected<Error>(std::move(ordered.error()));
  }
  auto browser = browser_settings(settings);
  if (!browser) {
    return tl::unexpected<Error>(std::move(browser.error()));
  }
  auto validators = make_validators(settings);
  if (!validators) {
    return tl::unexpected<Error>(std::move(validators.error()));
  }
  auto reset = reset_token_options(settings);
  if (!reset) {
    return tl::unexpected<Error>(std::move(reset.error()));
  }
  auto accounts =
      std::make_unique<Accounts>(clock, random, django,
                                 accounts::signing_keys(django, std::move(secret_key),
                                                        settings.secrets("security", "secret_key_fallbacks")),
                                 std::move(*browser), database, user_table(settings), std::move(*ordered),
                                 hash_pool, upgrade_rule(settings));
  accounts->validators = std::move(*validators);
  accounts->reset_tokens = accounts::ResetTokens(django, accounts->keys, std::move(*reset));
  auto sessions = make_session_store(settings, database, *accounts);
  if (!sessions) {
    return tl::unexpected<Error>(std::move(sessions.error()));
  }
  accounts->sessions = std::move(*sessions);
  accounts->removal = std::make_unique<accounts::UserRemoval>(database, accounts->users.table(),
                                                              tables_of_users(settings), accounts->events);
  if (Result<void> added = add_backends(settings, *accounts, database); !added) {
    return tl::unexpected<Error>(std::move(added.error()));
  }
  return accounts;
}

}  // namespace narvi::app
