#pragma once
// From [users], [auth], [sessions], [csrf], [security] and [compat] to accounts.

#include <memory>

#include "accounts/accounts.h"
#include "base/result.h"
#include "base/settings.h"
#include "io/worker_pool.h"

namespace narvi::app {

/// The isolated pool of password hashing (design §4).
std::unique_ptr<io::WorkerPool> make_hash_pool(const Settings& settings);

/// All references outlive what is returned.
Result<std::unique_ptr<accounts::Accounts>> make_accounts(const Settings& settings,
                                                          database::Database& database,
                                                          io::WorkerPool& hash_pool, const Clock& clock,
                                                          Random& random, SecretText secret_key);

accounts::UserTable user_table(const Settings& settings);

}  // namespace narvi::app
