#pragma once
// `narvi authz`.

#include <span>

#include "rest/system.h"

namespace narvi::systems::forward_auth {

std::span<const rest::SystemCommand> commands();

}  // namespace narvi::systems::forward_auth
