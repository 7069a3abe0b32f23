#pragma once
// Knox tokens in the list of all credentials.

#include <memory>

#include "rest/credential_kind.h"
#include "rest/services.h"
#include "systems/knox/options.h"

namespace narvi::systems::knox {

/// The kind "knox"; a ref is the digest. `services` outlives it.
std::shared_ptr<const rest::CredentialKind> credential_kind(const rest::Services& services,
                                                            const Options& options);

}  // namespace narvi::systems::knox
