#pragma once
// The test resources of durin.md §10: small views behind the site's default schemes.

#include <string_view>
#include <vector>

#include "rest/endpoint.h"

namespace narvi::tests {

/// /api/, /api/cached, /api/throttled, /api/throttled-anon, /api/onlywebclient and /api/nowebclient, which
/// answer in `renderers`.
std::vector<rest::Endpoint> durin_views(std::vector<std::string_view> renderers = {"application/json"});

}  // namespace narvi::tests
