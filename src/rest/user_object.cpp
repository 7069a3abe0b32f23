#include "rest/user_object.h"

#include <cstdint>
#include <variant>

namespace narvi::rest {

using http::json::Value;

namespace {

Value key_value(const accounts::UserKey& key) {
  const database::Value id = key.value();
  const auto* number = std::get_if<std::int64_t>(&id);
  return number == nullptr ? Value(key.text()) : Value(*number);
}

Value field_value(const accounts::User& user, std::string_view field) {
  if (field == "id") {
    return key_value(user.key);
  }
  if (field == "is_staff") {
    return Value(user.is_staff);
  }
  return Value(field == "email"        ? user.email
               : field == "first_name" ? user.first_name
               : field == "last_name"  ? user.last_name
                                       : user.username);
}

}  // namespace

Value user_object(const accounts::User& user, const std::vector<std::string>& fields,
                  const accounts::UserTable& table) {
  http::json::Object object;
  for (const std::string& field : fields) {
    object.set(field == "username" ? table.username : field, field_value(user, field));
  }
  return Value(std::move(object));
}

}  // namespace narvi::rest
