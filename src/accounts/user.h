#pragma once
// The user as a value, and the user table as configuration: a site with a custom user model tells which
// table, key type and columns play which part (design §3). Systems never spell the table: their SQL carries
// {user.columns} and {user.join t.user_id}, expanded here once at start.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "database/database.h"

namespace narvi::accounts {

/// A user's primary key: integer or UUID.
class UserKey {
 public:
  UserKey() = default;
  explicit UserKey(std::int64_t id) : id_(id) {}
  explicit UserKey(database::Uuid id) : id_(id) {}

  /// As Django's str(pk): decimal digits, or the dashed lower-case UUID. What sessions and links carry.
  std::string text() const;
  database::Value value() const;
  bool operator==(const UserKey&) const = default;

 private:
  std::variant<std::int64_t, database::Uuid> id_{std::int64_t{0}};
};

/// Integers of 32 bits (Django's AutoField), of 64 bits (BigAutoField), or UUIDs. The two integers differ
/// only in the foreign keys that migrations make.
enum class UserKeyType { kInteger, kBigInteger, kUuid };

/// A key for a new row of a UUID table: random, version 4 (RFC 9562 §5.4).
UserKey new_uuid_key(Random& random);

/// Reads a key from a session or a link. Empty for anything that is not a key of that type (a non-numeric id
/// is a 500 upstream; here nobody: contract django-auth §3.3).
std::optional<UserKey> parse_user_key(std::string_view text, UserKeyType type);

/// A row of the user table at one moment.
struct User {
  UserKey key;
  std::string username;
  SecretText password;  ///< the encoded hash as stored
  std::string email;
  std::string first_name;
  std::string last_name;
  bool is_active = false;
  bool is_staff = false;
  bool is_superuser = false;
  std::optional<Instant> last_login;
  std::optional<Instant> date_joined;  ///< empty: the table has no such column
};

/// Django's get_full_name: first and last name with a space between, trimmed.
std::string full_name(const User& user);

/// Which table and columns play the user. An empty column name means the table has none: text reads as empty,
/// flags read as is_active true, the others false.
struct UserTable {
  std::string table = "auth_user";
  UserKeyType key_type = UserKeyType::kInteger;
  std::string key = "id";
  std::string username = "username";
  std::string password = "password";
  std::string email = "email";
  std::string first_name = "first_name";
  std::string last_name = "last_name";
  std::string is_active = "is_active";
  std::string is_staff = "is_staff";
  std::string is_superuser = "is_superuser";
  std::string last_login = "last_login";
  std::string date_joined = "date_joined";
  std::string groups = "auth_user_groups";                 ///< joins users to groups; empty: there is none
  std::string permissions = "auth_user_user_permissions";  ///< the same for permissions
  std::string link = "user_id";                            ///< the user's key in those two
  /// Further columns that a new row must fill, and the text that each gets: '...' in SQL, so the engine reads
  /// numbers and flags ("0", "1") from it. "{now}" is the moment of creation.
  std::map<std::string, std::string> insert_defaults{};

  /// Replaces {user.table}, {user.key}, {user.columns} (to be decoded by `decode`), {user.COLUMN} for each
  /// name above, and {user.join EXPRESSION}, which becomes `JOIN table u ON u.key = EXPRESSION`. In
  /// statements the table is aliased `u`; {user.returning} is {user.columns} without that alias, for
  /// RETURNING. Names come in double quotes. An unknown placeholder is a bug and ends the program.
  std::string expand(std::string_view sql) const;

  /// How many columns {user.columns} yields.
  static constexpr std::size_t kColumns = 11;

  /// The user in the columns that {user.columns} put at `first`. Empty if a cell has the wrong type.
  std::optional<User> decode(const database::Row& row, std::size_t first = 0) const;
};

}  // namespace narvi::accounts
