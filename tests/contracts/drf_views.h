#pragma once
// The views of drf_fixtures.json as endpoints over the real schemes, permissions and throttles.

#include <cstdint>
#include <optional>
#include <vector>

#include "rest/endpoint.h"

namespace narvi::tests {

/// What the views take from an exchange's settings (REST_FRAMEWORK of drf_http.json).
struct DrfViewSettings {
  std::optional<std::int64_t> num_proxies;
};

/// Every view of the table but those that a system mounts itself (api-token-auth, auth-session) and api-auth.
std::vector<rest::Endpoint> drf_views(const DrfViewSettings& settings);

}  // namespace narvi::tests
