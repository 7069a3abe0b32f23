#pragma once
// The endpoint that trades name and password for a token.

#include <vector>

#include "rest/system.h"

namespace narvi::systems::authtoken {

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount);

}  // namespace narvi::systems::authtoken
