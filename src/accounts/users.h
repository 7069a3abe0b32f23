#pragma once
// Users: the rows of the configured user table (contract django-auth §3.6, §5).

#include <optional>
#include <string>
#include <string_view>

#include "accounts/user.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::accounts {

/// What a new account is made of. The caller has validated the name and hashed the password.
struct NewUser {
  std::string username;  ///< already normalised (NFKC)
  std::string email;     ///< already normalised
  SecretText password;   ///< encoded hash, or an unusable one
  bool is_staff = false;
  bool is_superuser = false;
};

class Users {
 public:
  Users(database::Database& database, UserTable table);

  const UserTable& table() const { return table_; }
  UserKeyType key_type() const { return table_.key_type; }

  /// The statements that look up by an index, for the EXPLAIN test.
  const database::Statement& by_name_statement() const { return by_name_; }
  const database::Statement& by_key_statement() const { return by_key_; }

  /// The user whose name is exactly `username` (get_by_natural_key does not normalise: contract django-auth
  /// §6.5).
  io::Task<Result<std::optional<User>>> find_by_name(std::string username);
  io::Task<Result<std::optional<User>>> find_by_key(UserKey key);

  /// Creates the row. kConflict if the name is taken. A UUID table gets `key`; others number themselves.
  io::Task<Result<UserKey>> create(NewUser user, Instant now, std::optional<UserKey> key = std::nullopt);

  /// Replaces the password only if it still is `old_encoded`: a re-hash at login must not undo a change made
  /// meanwhile. Returns whether it did.
  io::Task<Result<bool>> replace_password(UserKey key, SecretText old_encoded, SecretText new_encoded);
  /// Sets the password whatever it was.
  io::Task<Result<bool>> set_password(UserKey key, SecretText encoded);

  /// Adds `UPDATE last_login` to a batch; nothing if the table has no such column.
  void add_last_login(database::Batch& batch, const UserKey& key, Instant now) const;

 private:
  io::Task<Result<std::optional<User>>> find(const database::Statement& statement, database::Params params);

  database::Database& database_;
  UserTable table_;
  database::Statement by_name_;
  database::Statement by_key_;
  database::Statement insert_;
  database::Statement replace_password_;
  database::Statement set_password_;
  database::Statement last_login_;
};

}  // namespace narvi::accounts
