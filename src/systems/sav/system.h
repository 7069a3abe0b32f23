#pragma once
// sav: POST logs in, DELETE logs out of a Django session, in JSON (docs/contracts/sav.md).

#include "rest/system.h"

namespace narvi::systems::sav {

const rest::System& system();

}  // namespace narvi::systems::sav
