#pragma once
// durin: tokens for each user and client (docs/contracts/durin.md).

#include "rest/system.h"

namespace narvi::systems::durin {

const rest::System& system();

}  // namespace narvi::systems::durin
