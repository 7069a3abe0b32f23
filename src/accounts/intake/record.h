#pragma once
// What an import file says: one record a line of CSV or an object of a dump, checked for itself but not
// against the database.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace narvi::accounts::intake {

/// A permission by its natural key (contract django-auth §3.6), which means the same in every database.
struct PermissionName {
  std::string app_label;
  std::string model;
  std::string codename;
  auto operator<=>(const PermissionName&) const = default;
};

/// Everything but the name may be missing from a file: a new user then gets what Django would give it, and a
/// user who is there already keeps what it has.
struct UserRecord {
  std::optional<std::string> key;  ///< as text, of whatever type the table has
  std::string username;
  std::optional<SecretText> password;        ///< the encoded hash
  std::optional<SecretText> clear_password;  ///< to be hashed; becomes `password` before it is stored
  std::optional<std::string> email;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<bool> is_active;
  std::optional<bool> is_staff;
  std::optional<bool> is_superuser;
  std::optional<Instant> last_login;
  std::optional<Instant> date_joined;
  std::optional<std::vector<std::string>> groups;
  std::optional<std::vector<PermissionName>> permissions;
};

struct GroupRecord {
  std::optional<std::int64_t> key;
  std::string name;
  std::optional<std::vector<PermissionName>> permissions;
};

struct PermissionRecord {
  PermissionName permission;
  std::string name;  ///< for people: "Can add user"
};

/// A record that cannot be taken, and why.
struct RefusedRecord {
  std::string what;  ///< "user 'kim'", or empty
  std::string reason;
};

struct Record {
  std::uint64_t line = 0;
  std::variant<UserRecord, GroupRecord, PermissionRecord, RefusedRecord> what;
  std::vector<std::string> warnings{};  ///< taken nevertheless
};

}  // namespace narvi::accounts::intake
