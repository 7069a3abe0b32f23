#pragma once
// What a front server says about a user, written into his row and his groups: nothing where nothing changes,
// and otherwise all of it in one transaction.

#include <set>
#include <string>

#include "accounts/accounts.h"
#include "accounts/remote_user_backend.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"
#include "systems/remote_user/options.h"

namespace narvi::systems::remote_user {

/// The names, with the prefix, of the groups that the user may be in for what was said. Those that are not
/// allowed, or too long with the prefix, are left out.
std::set<std::string> wanted_groups(const GroupRules& rules, const std::vector<std::string>& said);

/// Whether a group of that name could have been handed out by the front server.
bool could_come(const GroupRules& rules, std::string_view name);

/// RemoteUserRules::provision as settings.
class Provisioning {
 public:
  /// The references outlive it.
  Provisioning(accounts::Accounts& accounts, database::Database& database, bool update_on_login,
               GroupRules groups);

  /// Costs one look-up with sync_groups (another for each fifty groups that he is not in and that are not to
  /// be made), nothing without, unless something changes. `user` becomes what is stored, and outlives the
  /// task, as `said` does. Address and names that the table refuses are left out, with a line in the log.
  /// Fires user_changed.
  io::Task<Result<void>> apply(accounts::User& user, const accounts::RemoteUserAttributes& said);

 private:
  struct Plan {
    accounts::UserChange change{};
    bool changes_row = false;
    std::set<std::string> wanted{};  ///< groups that he shall be in
    bool changes_groups = false;

    bool changes_texts() const { return change.email || change.first_name || change.last_name; }
  };

  void plan_attributes(const accounts::User& user, const accounts::RemoteUserAttributes& said,
                       Plan& plan) const;
  void plan_flags(const accounts::User& user, const std::vector<std::string>& said, Plan& plan) const;
  io::Task<Result<void>> plan_groups(const accounts::User& user, const std::vector<std::string>& said,
                                     Plan& plan);
  /// Whether one of the names is that of a group.
  io::Task<Result<bool>> any_exists(std::set<std::string> names);
  /// write() in a transaction; once more without address and names if the table refuses those.
  io::Task<database::Result<std::optional<accounts::User>>> write_what_fits(accounts::User user, Plan plan);
  /// Empty: the user has gone.
  io::Task<database::Result<std::optional<accounts::User>>> write(database::Transaction& transaction,
                                                                  accounts::User user, Plan plan);
  io::Task<database::Result<void>> write_groups(database::Transaction& transaction, accounts::UserKey user,
                                                std::set<std::string> wanted);
  /// Empty: there is none of that name, and none is to be made.
  io::Task<database::Result<std::optional<std::int64_t>>> group(database::Transaction& transaction,
                                                                std::string name);

  accounts::Accounts& accounts_;
  database::Database& database_;
  bool update_on_login_;
  GroupRules groups_;
  database::Statement leave_;
  database::Statement any_group_;
};

}  // namespace narvi::systems::remote_user
