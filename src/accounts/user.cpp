#include "accounts/user.h"

#include <charconv>
#include <cstdlib>

namespace narvi::accounts {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string uuid_text(const database::Uuid& uuid) {
  std::string out;
  out.reserve(36);
  for (std::size_t at = 0; at < uuid.bytes.size(); ++at) {
    if (at == 4 || at == 6 || at == 8 || at == 10) {
      out.push_back('-');
    }
    const auto byte = std::to_integer<unsigned>(uuid.bytes[at]);
    out.push_back(kHexDigits[byte >> 4U]);
    out.push_back(kHexDigits[byte & 0x0FU]);
  }
  return out;
}

std::optional<unsigned> hex_digit(char character) {
  if (character >= '0' && character <= '9') {
    return static_cast<unsigned>(character - '0');
  }
  if (character >= 'a' && character <= 'f') {
    return static_cast<unsigned>(character - 'a' + 10);
  }
  if (character >= 'A' && character <= 'F') {
    return static_cast<unsigned>(character - 'A' + 10);
  }
  return std::nullopt;
}

std::optional<database::Uuid> parse_uuid(std::string_view text) {
  database::Uuid uuid;
  std::size_t digits = 0;
  for (const char character : text) {
    if (character == '-') {
      continue;
    }
    const std::optional<unsigned> digit = hex_digit(character);
    if (!digit || digits == 32) {
      return std::nullopt;
    }
    std::byte& byte = uuid.bytes[digits / 2];
    byte = digits % 2 == 0 ? static_cast<std::byte>(*digit << 4U) : byte | static_cast<std::byte>(*digit);
    ++digits;
  }
  return digits == 32 ? std::optional(uuid) : std::nullopt;
}

/// A column, or what stands for it when the table has none.
std::string column_or(const std::string& column, std::string_view otherwise) {
  return column.empty() ? std::string(otherwise) : "u." + column;
}

}  // namespace

std::string UserKey::text() const {
  if (const auto* number = std::get_if<std::int64_t>(&id_)) {
    return std::to_string(*number);
  }
  return uuid_text(std::get<database::Uuid>(id_));
}

database::Value UserKey::value() const {
  if (const auto* number = std::get_if<std::int64_t>(&id_)) {
    return *number;
  }
  return std::get<database::Uuid>(id_);
}

UserKey new_uuid_key(Random& random) {
  database::Uuid uuid;
  random.fill(uuid.bytes);
  uuid.bytes[6] = (uuid.bytes[6] & std::byte{0x0F}) | std::byte{0x40};
  uuid.bytes[8] = (uuid.bytes[8] & std::byte{0x3F}) | std::byte{0x80};
  return UserKey(uuid);
}

std::optional<UserKey> parse_user_key(std::string_view text, UserKeyType type) {
  if (type == UserKeyType::kUuid) {
    const std::optional<database::Uuid> uuid = parse_uuid(text);
    return uuid ? std::optional(UserKey(*uuid)) : std::nullopt;
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Custom user tables have 64-bit keys. One that a 32-bit column cannot be compared with is rejected by the
  // engine, and names nobody.
  if (error != std::errc() || end != text.data() + text.size() || number < 0) {
    return std::nullopt;
  }
  return UserKey(number);
}

std::string UserTable::expand(std::string_view sql) const {
  const std::string columns = "u." + key + ", u." + username + ", u." + password + ", " +
                              column_or(email, "''") + ", " + column_or(first_name, "''") + ", " +
                              column_or(last_name, "''") + ", " + column_or(is_active, "TRUE") + ", " +
                              column_or(is_staff, "FALSE") + ", " + column_or(is_superuser, "FALSE") + ", " +
                              column_or(last_login, "NULL");
  const auto replacement = [&](std::string_view name) -> std::string {
    if (name == "table")
      return table;
    if (name == "key")
      return key;
    if (name == "columns")
      return columns;
    if (name == "username")
      return username;
    if (name == "password")
      return password;
    if (name == "email")
      return email;
    if (name == "first_name")
      return first_name;
    if (name == "last_name")
      return last_name;
    if (name == "is_active")
      return is_active;
    if (name == "is_staff")
      return is_staff;
    if (name == "is_superuser")
      return is_superuser;
    if (name == "last_login")
      return last_login;
    if (name == "date_joined")
      return date_joined;
    if (name.starts_with("join "))
      return "JOIN " + table + " u ON u." + key + " = " + std::string(name.substr(5));
    std::abort();
  };
  std::string out;
  while (true) {
    const std::size_t open = sql.find("{user.");
    if (open == std::string_view::npos) {
      return out.append(sql);
    }
    const std::size_t close = sql.find('}', open);
    out.append(sql.substr(0, open));
    out.append(replacement(sql.substr(open + 6, close - open - 6)));
    sql.remove_prefix(close + 1);
  }
}

std::optional<User> UserTable::decode(const database::Row& row, std::size_t first) const {
  User user;
  if (key_type == UserKeyType::kInteger) {
    const std::optional<std::int64_t> id = row.integer(first);
    if (!id) {
      return std::nullopt;
    }
    user.key = UserKey(*id);
  } else {
    const std::optional<database::Uuid> id = row.uuid(first);
    if (!id) {
      return std::nullopt;
    }
    user.key = UserKey(*id);
  }
  const std::optional<bool> active = row.boolean(first + 6);
  const std::optional<bool> staff = row.boolean(first + 7);
  const std::optional<bool> superuser = row.boolean(first + 8);
  if (!active || !staff || !superuser) {
    return std::nullopt;
  }
  user.username = row.text(first + 1);
  user.password = SecretText(row.text(first + 2));
  user.email = row.text(first + 3);
  user.first_name = row.text(first + 4);
  user.last_name = row.text(first + 5);
  user.is_active = *active;
  user.is_staff = *staff;
  user.is_superuser = *superuser;
  user.last_login = row.is_null(first + 9) ? std::nullopt : row.instant(first + 9);
  return user;
}

}  // namespace narvi::accounts
