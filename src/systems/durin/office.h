#pragma once
// Office: what Durin's parts share in one house: options, rows, and whom the cached scheme believes. Made
// once when the system attaches; schemes, endpoints and throttles find it through the services.

#include <memory>

#include "rest/checked_credentials.h"
#include "rest/credential_kind.h"
#include "rest/services.h"
#include "systems/durin/clients.h"
#include "systems/durin/options.h"
#include "systems/durin/token_issue.h"
#include "systems/durin/token_store.h"

namespace narvi::systems::durin {

struct Office {
  /// `services` outlives it.
  Office(const rest::Services& its_services, Options its_options);
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  const rest::Services& services;
  const Options options;
  rest::CheckedCredentials checked;
  Clients clients;
  TokenStore tokens;
  TokenIssue issue;
};

/// Makes the house's office, its kind of credentials, and what listens to users. Settings that are wrong make
/// nothing: they stop the start elsewhere.
void attach(const rest::Services& services);

/// The office of the house; null if the system is off or its settings are wrong.
std::shared_ptr<Office> office_of(const rest::Services& services);

}  // namespace narvi::systems::durin
