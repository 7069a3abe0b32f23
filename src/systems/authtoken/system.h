#pragma once
// authtoken: REST framework's permanent tokens (docs/contracts/drf.md §2.1).

#include "rest/system.h"

namespace narvi::systems::authtoken {

const rest::System& system();

}  // namespace narvi::systems::authtoken
