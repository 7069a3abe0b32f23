#pragma once
// Users: the rows of the configured user table (contract django-auth §3.6, §5). What creates or changes a row
// tells Events after the commit; what runs inside somebody's transaction (…_in) leaves telling to the caller.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/events.h"
#include "accounts/user.h"
#include "accounts/user_statements.h"
#include "base/random.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::accounts {

/// What a new account is made of. The caller has validated the name and hashed the password.
struct NewUser {
  std::string username;  ///< already normalised (NFKC)
  std::string email;     ///< already normalised; not used by a table whose name is the address
  SecretText password;   ///< encoded hash, or an unusable one
  bool is_staff = false;
  bool is_superuser = false;
  std::string first_name{};
  std::string last_name{};
  bool is_active = true;
  std::optional<Instant> last_login{};
  std::optional<Instant> date_joined{};  ///< empty: now
  std::optional<UserKey> key{};          ///< empty: the table numbers itself; UUIDs are random
};

/// The columns to change; what is empty stays. Columns that the table does not have are ignored.
struct UserChange {
  std::optional<std::string> username{};
  std::optional<std::string> email{};
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  std::optional<bool> is_active{};
  std::optional<bool> is_staff{};
  std::optional<bool> is_superuser{};
  std::optional<Instant> last_login{};
  std::optional<Instant> date_joined{};
  std::optional<SecretText> password{};  ///< encoded
};

/// Which users a list shows; what is empty does not matter.
struct UserFilter {
  std::optional<bool> active{};
  std::optional<bool> staff{};
  std::optional<bool> superuser{};
  std::string text{};  ///< somewhere in user name, address, first or last name, whatever the case (SQLite:
                       ///< of ASCII letters)
};

/// A stretch of a list in the order of keys.
struct UserPage {
  std::optional<UserKey> after{};  ///< the last key of the page before
  std::size_t limit = 100;
};

class Users {
 public:
  /// The references outlive this object.
  Users(database::Database& database, UserTable table, const Events& events, Random& random);

  const UserTable& table() const { return sql_.table; }
  UserKeyType key_type() const { return sql_.table.key_type; }

  /// The statements that look up by an index, for the EXPLAIN test.
  const database::Statement& by_name_statement() const { return sql_.by_name; }
  const database::Statement& by_key_statement() const { return sql_.by_key; }

  /// The user whose name is exactly `username` (get_by_natural_key does not normalise: contract django-auth
  /// §6.5).
  io::Task<Result<std::optional<User>>> find_by_name(std::string username);
  io::Task<Result<std::optional<User>>> find_by_key(UserKey key);
  /// All whose address is `email` but for case, in the order of keys: addresses are not unique (§9). No index
  /// helps; it is a scan. SQLite compares only ASCII letters without their case. Nobody if `email` is empty.
  io::Task<Result<std::vector<User>>> find_by_email(std::string email);

  /// One page of the users that `filter` lets through, in the order of their keys. A scan.
  io::Task<Result<std::vector<User>>> list(UserFilter filter, UserPage page);
  io::Task<Result<std::int64_t>> count(UserFilter filter);

  /// Creates the row and fires user_created. kConflict if the name, the given key or another unique column is
  /// taken; kInvalid if the engine cannot hold a value (too long, NUL). `key` overrides user.key.
  io::Task<Result<UserKey>> create(NewUser user, Instant now, std::optional<UserKey> key = std::nullopt);
  /// The same, and gives the whole row.
  io::Task<database::Result<std::optional<User>>> insert(NewUser user, Instant now);
  io::Task<Result<User>> create_row(NewUser user, Instant now);

  /// Changes the row and fires user_changed with the names of the columns that became different, and
  /// user_password_changed if the password is one. Returns the user as it is now; empty: there is none of
  /// that key. Errors as create().
  io::Task<Result<std::optional<User>>> change(UserKey key, UserChange change);
  /// change() of is_active. Sessions of an inactive user are anonymous from the next request on.
  io::Task<Result<std::optional<User>>> set_active(UserKey key, bool active);

  /// Replaces the password only if it still is `old_encoded`: a re-hash at login must not undo a change made
  /// meanwhile. Returns whether it did. Fires nothing: the password is the same (contract django-auth §8).
  io::Task<Result<bool>> replace_password(UserKey key, SecretText old_encoded, SecretText new_encoded);
  /// Sets the password whatever it was, and fires user_password_changed. False: there is no such user.
  io::Task<Result<bool>> set_password(UserKey key, SecretText encoded);

  /// Adds `UPDATE last_login` to a batch; nothing if the table has no such column.
  void add_last_login(database::Batch& batch, const UserKey& key, Instant now) const;

  // Inside a transaction of the caller, for work that must be done as a whole. Fire nothing.

  /// The user of that name, as the transaction sees it.
  io::Task<database::Result<std::optional<User>>> find_by_name_in(database::Transaction& transaction,
                                                                  std::string username);
  /// The row as it became; empty: name, key or another unique column is taken, and nothing was written.
  io::Task<database::Result<std::optional<User>>> create_in(database::Transaction& transaction, NewUser user,
                                                            Instant now);
  /// The row as it became; empty: there is none of that key. A name that is taken dooms the transaction
  /// (kUniqueViolation): ask find_by_name_in first.
  io::Task<database::Result<std::optional<User>>> change_in(database::Transaction& transaction, UserKey key,
                                                            UserChange change);
  /// Adds the INSERT to a batch; a row that is there already stays as it is (its Outcome has no rows).
  void add_create(database::Batch& batch, NewUser user, Instant now);

 private:
  io::Task<Result<std::optional<User>>> find(const database::Statement& statement, database::Params params);
  io::Task<Result<std::vector<User>>> find_all(const database::Statement& statement, database::Params params);
  /// The statement for this new row, which gets a key if only we can give it one.
  const UserWrite& prepare_insert(NewUser& user);
  struct Versions {
    std::optional<User> before{};
    std::optional<User> after{};
  };
  io::Task<database::Result<Versions>> change_and_compare(database::Transaction& transaction, UserKey key,
                                                          UserChange change);

  database::Database& database_;
  const Events& events_;
  Random& random_;
  UserStatements sql_;
};

/// The names of the columns ("email", "is_active": Django's, whatever the table calls them) in which the two
/// differ.
std::vector<std::string_view> changed_fields(const User& before, const User& after);

}  // namespace narvi::accounts
