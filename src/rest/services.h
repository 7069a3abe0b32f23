#pragma once
// Services: what a request may use, wired once by app and handed down by reference. Tests make their own.

#include "accounts/accounts.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/settings.h"
#include "cache/counters.h"
#include "database/database.h"
#include "rest/background.h"
#include "rest/compat.h"
#include "rest/credential_kind.h"
#include "rest/events.h"

namespace narvi::rest {

struct Services {
  const Clock& clock;
  Random& random;
  database::Database& database;
  accounts::Accounts& accounts;
  cache::Counters& counters;
  const Settings& settings;
  RestVersion rest_version;
  CredentialKinds& credentials;
  Events& events;
  BackgroundJobs& background;
};

}  // namespace narvi::rest
