#pragma once
// The Knox scheme: "Authorization: Token TOKEN" (knox §3).

#include <memory>
#include <span>

#include "rest/scheme.h"

namespace narvi::systems::knox {

inline constexpr const char* kSchemeClass = "knox.TokenAuthentication";

/// Rows of the registry: knox.TokenAuthentication, knox.auth.TokenAuthentication.
std::span<const rest::SchemeEntry> schemes();

/// As [systems.knox] sets it. `services` outlives the scheme.
std::shared_ptr<const rest::Scheme> make_scheme(const rest::Services& services);

}  // namespace narvi::systems::knox
