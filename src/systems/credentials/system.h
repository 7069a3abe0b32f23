#pragma once
// credentials: what none of the originals can do: every session and token of a user in one list.

#include "rest/system.h"

namespace narvi::systems::credentials {

const rest::System& system();

}  // namespace narvi::systems::credentials
