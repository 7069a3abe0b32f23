#pragma once
// House: every room wired together from the settings, without a socket. `serve` puts a door in front of it,
// commands use its accounts, and the tests answer requests through its site.

#include <memory>
#include <optional>
#include <vector>

#include "accounts/accounts.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/settings.h"
#include "cache/counters.h"
#include "database/database.h"
#include "io/asio_loop.h"
#include "io/worker_pool.h"
#include "rest/services.h"
#include "rest/site.h"

namespace narvi::app {

/// What the house does not make itself.
struct HouseParts {
  const Clock& clock;
  Random& random;
  SecretText secret_key;
  std::vector<io::AsioLoop*> loops{};            ///< production loops; empty for commands and tests
  bool offline = false;                          ///< do not open the database: only the site is looked at
  std::vector<rest::Endpoint> more_endpoints{};  ///< /healthz and the like; endpoints of tests
  std::optional<Milliseconds> deadline{};        ///< instead of [database] deadline
};

class House {
 public:
  /// Opens the database and builds everything up to the site. The error says which setting is wrong, or why
  /// the database cannot be opened. `settings` must outlive the house.
  static Result<std::unique_ptr<House>> build(const Settings& settings, HouseParts parts);
  ~House();
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  database::Database& database() { return *database_; }
  accounts::Accounts& accounts() { return *accounts_; }
  const rest::Services& services() const { return *services_; }
  const rest::Site& site() const { return *site_; }
  io::WorkerPool& hash_pool() { return *hash_pool_; }

 private:
  House() = default;

  // In the order in which they are built; each outlives those below it.
  std::unique_ptr<io::WorkerPool> hash_pool_;
  std::unique_ptr<database::Database> database_;
  std::unique_ptr<cache::Counters> counters_;
  std::unique_ptr<accounts::Accounts> accounts_;
  rest::CredentialKinds credentials_;
  rest::Events events_;
  rest::BackgroundJobs background_;
  std::unique_ptr<rest::Services> services_;
  std::unique_ptr<rest::Site> site_;
};

}  // namespace narvi::app
