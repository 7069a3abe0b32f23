#pragma once
// Whether the configured user table is there and its columns are usable: asked before a server starts, so
// that a wrong name is a sentence with a mend and not a failed login.

#include <string>
#include <vector>

#include "accounts/user.h"
#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

struct TableFault {
  std::string setting;  ///< the key in [users]: "email_field"
  std::string message;  ///< "the table club_member has no column mail"
  std::string mend;
  bool only_creation = false;  ///< logins work; new users cannot be stored
};

/// Everything that is wrong; empty: nothing. Errors are the database's. Reads the catalogue; not for the hot
/// path.
io::Task<Result<std::vector<TableFault>>> check_user_table(database::Database& database, UserTable table);

}  // namespace narvi::accounts
