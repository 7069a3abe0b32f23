#pragma once
// The configured user table against the one in the database: what stops a start, and what an operator should
// hear.

#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "database/database.h"

namespace narvi::app {

struct UserTableFaults {
  std::vector<SettingProblem> problems;  ///< nobody could log in, or permissions could not be read
  std::vector<SettingProblem> warnings;  ///< new users could not be stored
};

/// Reads the catalogue of `database`. Errors are the database's.
Result<UserTableFaults> user_table_faults(database::Database& database, const Settings& settings);

/// The first problem as the error that stops a start; logs the warnings.
Result<void> require_user_table(database::Database& database, const Settings& settings);

}  // namespace narvi::app
