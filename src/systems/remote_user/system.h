#pragma once
// remote_user: trusting a server in front that has authenticated the user (contract
// remote-user-forward-auth §3.1, §3.2).

#include "rest/system.h"

namespace narvi::systems::remote_user {

const rest::System& system();

}  // namespace narvi::systems::remote_user
