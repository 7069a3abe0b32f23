#pragma once
// Durin's endpoints as data (contract durin §2).

#include <vector>

#include "rest/system.h"
#include "systems/durin/steps.h"

namespace narvi::systems::durin {

/// With upstream's steps.
Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount);

/// With steps of the site's own.
Result<std::vector<rest::Endpoint>> endpoints_with(const rest::Mount& mount, LoginSteps login,
                                                   RefreshSteps refresh);

}  // namespace narvi::systems::durin
