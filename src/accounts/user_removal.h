#pragma once
// Deleting a user with everything that hangs on it. Django's tables declare no cascades, so what refers to
// the user is found in the database's own catalogue and deleted by us (contract django-auth §5).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/events.h"
#include "accounts/user.h"
#include "accounts/user_references.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

/// Rows that went with the user.
struct RemovedRows {
  std::string table;
  std::int64_t rows = 0;
};

/// What a removal came to.
struct Removal {
  bool found = false;               ///< false: there was no such user, and nothing was done
  std::vector<RemovedRows> rows{};  ///< by table, without those that had none
};

class UserRemoval {
 public:
  /// `known_tables`: those whose rows mean nothing without their user, besides the two link tables of
  /// `table`: tokens and the like. All references outlive this object.
  UserRemoval(database::Database& database, UserTable table, std::vector<std::string> known_tables,
              const Events& events);
  ~UserRemoval();

  /// Deletes the user, in one transaction, and fires user_removed. Sessions need nothing: they name a user
  /// that is no longer found. A table that was told what to do when its user goes (ON DELETE CASCADE or SET
  /// NULL) is left to the database. kConflict, naming the table, if one that is not known has rows of this
  /// user: they are somebody's data. Otherwise the database's errors.
  io::Task<Result<Removal>> remove(User user);
  /// What remove() would do: does it, and takes it back. The same errors; nothing is fired.
  io::Task<Result<Removal>> preview(User user);

 private:
  class Statements;
  std::vector<ReferringColumn> with_links(std::vector<ReferringColumn> references) const;
  io::Task<database::Result<std::int64_t>> settle(database::Transaction& transaction, ReferringColumn at,
                                                  UserKey user);
  io::Task<database::Result<Removal>> remove_in(database::Transaction& transaction, UserKey user);
  io::Task<database::Result<bool>> try_in(database::Transaction& transaction, UserKey user,
                                          std::shared_ptr<std::optional<Removal>> seen);

  database::Database& database_;
  UserTable table_;
  std::vector<std::string> known_tables_;
  const Events& events_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace narvi::accounts
