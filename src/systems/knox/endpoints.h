#pragma once
// login/, logout/ and logoutall/ below the path of the system (knox §2).

#include <vector>

#include "rest/system.h"

namespace narvi::systems::knox {

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount);

}  // namespace narvi::systems::knox
