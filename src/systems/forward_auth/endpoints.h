#pragma once
// The addresses that proxies ask (contract §2.2).

#include <vector>

#include "rest/system.h"

namespace narvi::systems::forward_auth {

/// Below mount.path, and the aliases at the root. An error says which setting or rule is wrong.
Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount);

}  // namespace narvi::systems::forward_auth
