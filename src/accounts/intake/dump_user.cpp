#include "accounts/intake/dump_user.h"

#include <array>
#include <utility>

namespace narvi::accounts::intake {

namespace json = http::json;

namespace {

using Reason = std::optional<std::string>;

/// A member that is missing or null stays empty; one of another type is a reason to refuse. `name` is empty
/// for a column that the site does not have.
Reason read_text(const json::Object& fields, std::string_view name, std::optional<std::string>& into) {
  const json::Value* value = name.empty() ? nullptr : fields.find(name);
  if (value == nullptr || value->is_null()) {
    return std::nullopt;
  }
  if (value->text() == nullptr) {
    return std::string(name) + ": a text was expected";
  }
  into = *value->text();
  return std::nullopt;
}

Reason read_flag(const json::Object& fields, std::string_view name, std::optional<bool>& into) {
  const json::Value* value = name.empty() ? nullptr : fields.find(name);
  if (value == nullptr || value->is_null()) {
    return std::nullopt;
  }
  if (value->boolean() == nullptr) {
    return std::string(name) + ": true or false was expected";
  }
  into = *value->boolean();
  return std::nullopt;
}

Reason read_time(const json::Object& fields, std::string_view name, std::optional<Instant>& into) {
  std::optional<std::string> text;
  if (Reason reason = read_text(fields, name, text)) {
    return reason;
  }
  if (!text) {
    return std::nullopt;
  }
  into = read_instant(*text);
  return into ? std::nullopt : Reason(std::string(name) + ": it is not a time that Django writes");
}

Reason read_columns(const json::Object& fields, const UserTable& table, UserRecord& user) {
  std::optional<std::string> password;
  const std::array<std::pair<std::string_view, std::optional<std::string>*>, 4> texts = {{
      {table.password, &password},
      {table.email, &user.email},
      {table.first_name, &user.first_name},
      {table.last_name, &user.last_name},
  }};
  for (const auto& [name, into] : texts) {
    if (Reason reason = read_text(fields, name, *into)) {
      return reason;
    }
  }
  if (password) {
    user.password = SecretText(std::move(*password));
  }
  const std::array<std::pair<std::string_view, std::optional<bool>*>, 3> flags = {{
      {table.is_active, &user.is_active},
      {table.is_staff, &user.is_staff},
      {table.is_superuser, &user.is_superuser},
  }};
  for (const auto& [name, into] : flags) {
    if (Reason reason = read_flag(fields, name, *into)) {
      return reason;
    }
  }
  if (Reason reason = read_time(fields, table.last_login, user.last_login)) {
    return reason;
  }
  return read_time(fields, table.date_joined, user.date_joined);
}

Reason read_links(const json::Object& fields, const DumpNames& names, UserRecord& user) {
  if (const json::Value* list = fields.find("groups")) {
    auto groups = names.groups(*list);
    if (!groups) {
      return std::move(groups.error());
    }
    user.groups = std::move(*groups);
  }
  if (const json::Value* list = fields.find("user_permissions")) {
    auto permissions = names.permissions(*list);
    if (!permissions) {
      return std::move(permissions.error());
    }
    user.permissions = std::move(*permissions);
  }
  return std::nullopt;
}

}  // namespace

Record read_dump_user(std::uint64_t line, const json::Value* key, const json::Object& fields,
                      const DumpNames& names, const Judgement& judgement) {
  UserRecord user;
  std::optional<std::string> username;
  Reason reason = read_text(fields, judgement.table.username, username);
  user.username = username.value_or("");
  const std::string what = "user '" + user.username + "'";
  if (key != nullptr && !key->is_null()) {
    user.key = key->integer() != nullptr ? std::to_string(*key->integer())
               : key->text() != nullptr  ? *key->text()
                                         : std::string("?");
  }
  if (!reason) {
    reason = read_columns(fields, judgement.table, user);
  }
  if (!reason) {
    reason = read_links(fields, names, user);
  }
  Record record{line, RefusedRecord{}};
  if (!reason) {
    reason = refuse_user(user, judgement, record.warnings);
  }
  if (reason) {
    record.what = RefusedRecord{what, std::move(*reason)};
  } else {
    record.what = std::move(user);
  }
  return record;
}

}  // namespace narvi::accounts::intake
