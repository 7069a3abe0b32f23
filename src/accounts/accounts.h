#pragma once
// Accounts: everything about users and their browsers that a request may need, wired once by app.

#include <memory>
#include <utility>

#include "accounts/backend.h"
#include "accounts/browser_settings.h"
#include "accounts/compat.h"
#include "accounts/csrf_report.h"
#include "accounts/events.h"
#include "accounts/groups.h"
#include "accounts/password_validators.h"
#include "accounts/passwords.h"
#include "accounts/permissions.h"
#include "accounts/reset_token.h"
#include "accounts/session_store.h"
#include "accounts/signing.h"
#include "accounts/user_removal.h"
#include "accounts/users.h"
#include "base/clock.h"
#include "base/random.h"

namespace narvi::accounts {

struct Accounts {
  /// All references outlive this object. The session store and the backends are put in afterwards.
  Accounts(const Clock& its_clock, Random& its_random, const DjangoBehaviour& version, SigningKeys its_keys,
           BrowserSettings its_browser, database::Database& database, UserTable table,
           std::shared_ptr<const Hashers> hashers, io::WorkerPool& hash_pool,
           UpgradeRule upgrade = UpgradeRule::kOnlyStronger)
      : clock(its_clock),
        random(its_random),
        django(version),
        keys(std::move(its_keys)),
        browser(std::move(its_browser)),
        users(database, std::move(table), events, its_random),
        groups(database, users.table()),
        permissions(database, users.table()),
        passwords(std::move(hashers), hash_pool, its_random, upgrade),
        reset_tokens(django, keys),
        backends(events) {}
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  const Clock& clock;
  Random& random;
  const DjangoBehaviour& django;
  SigningKeys keys;
  BrowserSettings browser;  ///< session and CSRF cookies, security headers
  Events events;            ///< before those who fire them
  Users users;
  Groups groups;
  Permissions permissions;
  Passwords passwords;
  PasswordValidators validators;  ///< of new passwords; app fills it
  ResetTokens reset_tokens;       ///< links to choose a new password
  Backends backends;
  std::unique_ptr<SessionStore> sessions;
  std::unique_ptr<UserRemoval> removal;  ///< knows the tables of all systems; put in afterwards, too
  CsrfReports csrf_reports;
};

}  // namespace narvi::accounts
