#pragma once
// The paths of the list of all credentials: sessions/, sessions/<id>/ and user/ below the mount.

#include <memory>
#include <vector>

#include "base/result.h"
#include "rest/endpoint.h"
#include "rest/system.h"

namespace narvi::systems::credentials {

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount);

}  // namespace narvi::systems::credentials
