#pragma once
// Accounts: everything about users and their browsers that a request may need, wired once by app.

#include <memory>
#include <utility>

#include "accounts/backend.h"
#include "accounts/browser_settings.h"
#include "accounts/compat.h"
#include "accounts/events.h"
#include "accounts/passwords.h"
#include "accounts/session_store.h"
#include "accounts/signing.h"
#include "accounts/users.h"
#include "base/clock.h"
#include "base/random.h"

namespace narvi::accounts {

struct Accounts {
  /// All references outlive this object. The session store and the backends are put in afterwards.
  Accounts(const Clock& its_clock, Random& its_random, const DjangoBehaviour& version, SigningKeys its_keys,
           BrowserSettings its_browser, database::Database& database, UserTable table,
           std::shared_ptr<const Hashers> hashers, io::WorkerPool& hash_pool)
      : clock(its_clock),
        random(its_random),
        django(version),
        keys(std::move(its_keys)),
        browser(std::move(its_browser)),
        users(database, std::move(table)),
        passwords(std::move(hashers), hash_pool, its_random),
        backends(events) {}
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  const Clock& clock;
  Random& random;
  const DjangoBehaviour& django;
  SigningKeys keys;
  BrowserSettings browser;  ///< session and CSRF cookies, security headers
  Users users;
  Passwords passwords;
  Events events;
  Backends backends;
  std::unique_ptr<SessionStore> sessions;
};

}  // namespace narvi::accounts
