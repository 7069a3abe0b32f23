#pragma once
// RemoteUserBackend as [auth] and [systems.remote_user] want it.

#include <functional>
#include <string>

#include "accounts/accounts.h"
#include "accounts/remote_user_backend.h"
#include "app/settings_check.h"
#include "base/result.h"
#include "base/settings.h"
#include "database/database.h"

namespace narvi::app {

/// [systems.remote_user] clean_pattern and clean_replacement, in RE2, which cannot be made to run forever.
/// Empty function: there is no pattern. kConfiguration for one that is none.
Result<std::function<std::string(std::string)>> remote_user_pattern(const Settings& settings);

/// The rules of RemoteUserBackend; `accounts` and `database` outlive them.
Result<accounts::RemoteUserRules> remote_user_rules(const Settings& settings, accounts::Accounts& accounts,
                                                    database::Database& database);

/// What is wrong with the pattern.
void check_remote_user_pattern(Findings& findings);

}  // namespace narvi::app
