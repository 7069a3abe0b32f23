#pragma once
// The decision point: proxies ask who may pass (contract remote-user-forward-auth).

#include "rest/system.h"

namespace narvi::systems::forward_auth {

const rest::System& system();

}  // namespace narvi::systems::forward_auth
