#pragma once
// Which columns of which tables refer to the user table, as the database's own catalogue says.

#include <optional>
#include <string>
#include <vector>

#include "accounts/user.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

struct ReferringColumn {
  std::string table;            ///< its bare name
  std::string sql;              ///< the table as SQL takes it, with quotes and schema where they are needed
  std::string column;           ///< the column that refers
  std::string target;           ///< the column of the user table that it refers to
  bool settles_itself = false;  ///< the table was told what happens to its rows (CASCADE, SET NULL)
};

/// The foreign keys to `table`, in the order of tables. Runs inside `transaction`.
io::Task<database::Result<std::vector<ReferringColumn>>> find_user_references(
    database::Transaction& transaction, database::Engine engine, const UserTable& table);

}  // namespace narvi::accounts
