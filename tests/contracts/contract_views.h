#pragma once
// Endpoints that contracts use but no system has: the echo views of drf_fixtures.json.

#include <vector>

#include "rest/endpoint.h"

namespace narvi::tests {

/// `/basic/`: Basic authentication, IsAuthenticated, JSON and browsable renderers.
std::vector<rest::Endpoint> contract_views();

}  // namespace narvi::tests
