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

/// The key in a cell of a table with that type of key.
std::optional<UserKey> read_key(const database::Row& row, std::size_t column, UserKeyType type) {
  if (type == UserKeyType::kUuid) {
    const std::optional<database::Uuid> uuid = row.uuid(column);
    return uuid ? std::optional(UserKey(*uuid)) : std::nullopt;
  }
  const std::optional<std::int64_t> number = row.integer(column);
  return number ? std::optional(UserKey(*number)) : std::nullopt;
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

std::string full_name(const User& user) {
  const std::string both = user.first_name + " " + user.last_name;
  const std::size_t first = both.find_first_not_of(" \t\n\v\f\r");
  const std::size_t last = both.find_last_not_of(" \t\n\v\f\r");
  return first == std::string::npos ? std::string() : both.substr(first, last - first + 1);
}

std::optional<User> UserTable::decode(const database::Row& row, std::size_t first) const {
  const std::optional<UserKey> id = read_key(row, first, key_type);
  const std::optional<bool> active = row.boolean(first + 6);
  const std::optional<bool> staff = row.boolean(first + 7);
  const std::optional<bool> superuser = row.boolean(first + 8);
  if (!id || !active || !staff || !superuser) {
    return std::nullopt;
  }
  User user;
  user.key = *id;
  user.username = row.text(first + 1);
  user.password = SecretText(row.text(first + 2));
  user.email = row.text(first + 3);
  user.first_name = row.text(first + 4);
  user.last_name = row.text(first + 5);
  user.is_active = *active;
  user.is_staff = *staff;
  user.is_superuser = *superuser;
  user.last_login = row.is_null(first + 9) ? std::nullopt : row.instant(first + 9);
  user.date_joined = row.is_null(first + 10) ? std::nullopt : row.instant(first + 10);
  return user;
}

}  // namespace narvi::accounts
