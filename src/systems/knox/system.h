#pragma once
// knox: hashed tokens, one for each login (docs/contracts/knox.md).

#include "rest/system.h"

namespace narvi::systems::knox {

const rest::System& system();

}  // namespace narvi::systems::knox
