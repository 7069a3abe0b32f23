#pragma once
// Durin's two schemes: "Authorization: Token TOKEN" (contract durin §3), asked of the database each time, or
// of what a look-up found a moment ago.

#include <memory>
#include <span>

#include "rest/scheme.h"

namespace narvi::systems::durin {

/// Rows of the registry: durin.TokenAuthentication and durin.CachedTokenAuthentication.
std::span<const rest::SchemeEntry> schemes();

std::shared_ptr<const rest::Scheme> make_token(const rest::Services& services);
/// As fast as upstream's for a busy client, and never stale: a token is refused from the moment its logout,
/// its expiry or the end of its user was acknowledged by this process (rest/checked_credentials.h).
std::shared_ptr<const rest::Scheme> make_cached_token(const rest::Services& services);

}  // namespace narvi::systems::durin
