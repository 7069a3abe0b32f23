#pragma once
// The Token scheme: "Authorization: Token KEY" (drf §3.3).

#include <memory>
#include <span>
#include <string>

#include "rest/scheme.h"

namespace narvi::systems::authtoken {

/// Rows of the registry: TokenAuthentication.
std::span<const rest::SchemeEntry> schemes();

/// With the keyword of [systems.authtoken].
std::shared_ptr<const rest::Scheme> make_token(const rest::Services& services);

/// With another keyword ("Bearer"), as upstream's subclasses have. `services` outlives the scheme.
std::shared_ptr<const rest::Scheme> token_scheme(const rest::Services& services, std::string keyword);

}  // namespace narvi::systems::authtoken
