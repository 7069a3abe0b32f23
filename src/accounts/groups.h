#pragma once
// Groups: auth_group and who is in them (contract django-auth §5). Groups are Django's own table whatever the
// user model is; the table that joins users to them is UserTable::groups.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/user.h"
#include "accounts/users.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

struct Group {
  std::int64_t key = 0;
  std::string name;  ///< at most 150 characters, unique; also its natural key
};

/// What find_or_create came to.
struct FoundGroup {
  Group group;
  bool created = false;
};

/// Errors are the database's; besides, kConfiguration from everything about members if the site's users have
/// no groups ([users] groups_table is "").
class Groups {
 public:
  /// `database` outlives this object.
  Groups(database::Database& database, const UserTable& table);

  /// Whether the site's users can be in groups at all.
  bool have_members() const { return has_members_; }

  io::Task<Result<std::optional<Group>>> find(std::string name);
  /// All of them by name. A scan.
  io::Task<Result<std::vector<Group>>> list();
  /// Atomic: of two who ask for the same new name one creates and both get it. kInvalid for an empty name,
  /// one over 150 characters, or text that the engine cannot hold.
  io::Task<Result<FoundGroup>> find_or_create(std::string name);
  /// False: there is none of that key. kConflict: the name is taken.
  io::Task<Result<bool>> rename(std::int64_t group, std::string name);
  /// Deletes the group, its permissions and memberships; its members stay. False: there is none of that key.
  io::Task<Result<bool>> remove(std::int64_t group);

  /// The groups of a user by name.
  io::Task<Result<std::vector<Group>>> of_user(UserKey user);
  /// Members in the order of keys.
  io::Task<Result<std::vector<User>>> members(std::int64_t group, UserPage page);
  /// True: was not in it before. kNotFound: no such user or group.
  io::Task<Result<bool>> add_user(std::int64_t group, UserKey user);
  /// True: was in it before.
  io::Task<Result<bool>> remove_user(std::int64_t group, UserKey user);

  // Inside a transaction of the caller.

  io::Task<database::Result<FoundGroup>> find_or_create_in(database::Transaction& transaction,
                                                           std::string name);
  /// True: was not in it before. A user or group that does not exist fails the transaction when it ends
  /// (kConstraint). `have_members()` must hold.
  io::Task<database::Result<bool>> add_user_in(database::Transaction& transaction, std::int64_t group,
                                               UserKey user);
  /// Takes the user out of all groups.
  io::Task<database::Result<void>> clear_user_in(database::Transaction& transaction, UserKey user);

  /// The statements that look up by an index, for the EXPLAIN test.
  const database::Statement& find_statement() const { return find_; }
  const database::Statement& of_user_statement() const { return of_user_; }

 private:
  Result<void> require_members() const;

  database::Database& database_;
  UserTable table_;
  bool has_members_;
  database::Statement find_;
  database::Statement list_;
  database::Statement insert_;
  database::Statement rename_;
  database::Statement delete_members_;
  database::Statement delete_permissions_;
  database::Statement delete_;
  database::Statement of_user_;
  database::Statement members_;
  database::Statement add_user_;
  database::Statement remove_user_;
  database::Statement clear_user_;
};

}  // namespace narvi::accounts
