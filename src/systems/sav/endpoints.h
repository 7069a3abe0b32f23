#pragma once
// sav's one endpoint (and its opt-in helper).

#include <vector>

#include "rest/system.h"

namespace narvi::systems::sav {

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount);

}  // namespace narvi::systems::sav
