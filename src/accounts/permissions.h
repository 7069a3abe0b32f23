#pragma once
// Permissions as rows: auth_permission and who has them, directly or through groups (contract django-auth
// §3.5, §5). What they mean for a superuser or an inactive user is the backends' business
// (accounts/backend.h).

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/user.h"
#include "accounts/users.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

struct Permission {
  std::int64_t key = 0;
  std::string app_label;
  std::string model;
  std::string codename;
  std::string name;  ///< for people: "Can add user"

  /// "auth.add_user": how it is asked for. Two models of one app may have the same codename.
  std::string label() const { return app_label + "." + codename; }
};

/// Labels: "auth.add_user".
using PermissionSet = std::set<std::string, std::less<>>;

/// The two halves of "auth.add_user"; empty if there is not exactly one dot (Django's with_perm).
struct PermissionLabel {
  std::string app_label;
  std::string codename;
};
std::optional<PermissionLabel> parse_permission_label(std::string_view label);

/// Who is asked for by with_perm.
struct WithPermission {
  std::string label;                 ///< "auth.add_user"
  std::optional<bool> active{true};  ///< empty: both
  bool include_superusers = true;
};

/// Errors are the database's. A site whose users have no groups or no permissions of their own ([users]
/// groups_table, user_permissions_table are "") has empty sets there; granting is kConfiguration.
class Permissions {
 public:
  /// `database` outlives this object.
  Permissions(database::Database& database, const UserTable& table);

  /// Those granted to the user in person. One look-up.
  io::Task<Result<PermissionSet>> of_user(UserKey user);
  /// Those of the user's groups. One look-up.
  io::Task<Result<PermissionSet>> of_groups_of_user(UserKey user);
  /// Both together. One look-up.
  io::Task<Result<PermissionSet>> of_user_and_groups(UserKey user);
  /// Those of a group.
  io::Task<Result<std::vector<Permission>>> of_group(std::int64_t group);
  /// All that there are: what a superuser has. A scan.
  io::Task<Result<PermissionSet>> all();
  /// The same as rows, in Django's order: app label, model, codename.
  io::Task<Result<std::vector<Permission>>> list();

  /// All permissions of that label: mostly one, several if models of an app share a codename, or none.
  io::Task<Result<std::vector<Permission>>> find(std::string app_label, std::string codename);
  /// By the natural key (contract django-auth §3.6).
  io::Task<Result<std::optional<Permission>>> find(std::string app_label, std::string model,
                                                   std::string codename);

  /// The users who have a permission, in the order of keys (contract django-auth §3.5, with_perm): in person,
  /// by a group, or as superusers. kInvalid with Django's words if the label is none. A scan.
  io::Task<Result<std::vector<User>>> holders(WithPermission asked, UserPage page);

  /// True: had it not before. kNotFound: no such user, group or permission.
  io::Task<Result<bool>> grant_to_user(UserKey user, std::int64_t permission);
  io::Task<Result<bool>> grant_to_group(std::int64_t group, std::int64_t permission);
  /// True: had it before.
  io::Task<Result<bool>> revoke_from_user(UserKey user, std::int64_t permission);
  io::Task<Result<bool>> revoke_from_group(std::int64_t group, std::int64_t permission);

  // Inside a transaction of the caller; what does not exist fails the transaction when it ends (kConstraint).

  io::Task<database::Result<bool>> grant_to_user_in(database::Transaction& transaction, UserKey user,
                                                    std::int64_t permission);
  io::Task<database::Result<bool>> grant_to_group_in(database::Transaction& transaction, std::int64_t group,
                                                     std::int64_t permission);
  /// Takes away all that were granted to the user in person.
  io::Task<database::Result<void>> clear_user_in(database::Transaction& transaction, UserKey user);

  /// Whether the site's users can have permissions of their own.
  bool have_own() const { return has_own_; }

  /// The statements that look up by an index, for the EXPLAIN test.
  const database::Statement& of_user_statement() const { return of_user_; }
  const database::Statement& of_groups_statement() const { return of_groups_; }
  const database::Statement& of_both_statement() const { return of_both_; }
  const database::Statement& of_group_statement() const { return of_group_; }
  const database::Statement& natural_statement() const { return natural_; }

 private:
  io::Task<Result<PermissionSet>> labels(const database::Statement& statement, UserKey user);
  io::Task<Result<bool>> change(const database::Statement& statement, database::Params params);
  Result<void> require_own() const;

  database::Database& database_;
  UserTable table_;
  bool has_groups_;
  bool has_own_;
  database::Statement of_user_;
  database::Statement of_groups_;
  database::Statement of_both_;
  database::Statement of_group_;
  database::Statement list_;
  database::Statement by_label_;
  database::Statement natural_;
  database::Statement holders_;
  database::Statement grant_user_;
  database::Statement grant_group_;
  database::Statement revoke_user_;
  database::Statement revoke_group_;
  database::Statement clear_user_;
};

}  // namespace narvi::accounts
