#pragma once
// The parts of accounts that settings decide, each made in a file of its own; accounts_wiring puts them
// together.

#include <memory>
#include <string_view>

#include "accounts/accounts.h"
#include "base/result.h"
#include "base/settings.h"
#include "database/database.h"

namespace narvi::app {

/// [auth] password_hashers with their costs (hashers_wiring.cpp).
Result<std::shared_ptr<const accounts::Hashers>> make_hashers(const Settings& settings,
                                                              const accounts::DjangoBehaviour& django);

/// [auth] password_upgrade.
accounts::UpgradeRule upgrade_rule(const Settings& settings);

/// [auth] auth_password_validators with their options (validators_wiring.cpp).
Result<accounts::PasswordValidators> make_validators(const Settings& settings);

/// [auth] password_reset_timeout, and the zone and form of times of [compat] (validators_wiring.cpp).
Result<accounts::ResetTokenOptions> reset_token_options(const Settings& settings);

/// [auth] authentication_backends, in order (backends_wiring.cpp).
Result<void> add_backends(const Settings& settings, accounts::Accounts& accounts,
                          database::Database& database);

/// [sessions], [csrf] and the headers of [security] (browser_wiring.cpp).
Result<accounts::BrowserSettings> browser_settings(const Settings& settings);

/// The error for a class name in [auth] KEY that nobody knows; `known` lists those that are.
tl::unexpected<Error> unknown_name(const Settings& settings, std::string_view key, std::string_view name,
                                   std::string_view known);

}  // namespace narvi::app
