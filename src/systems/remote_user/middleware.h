#pragma once
// Django's RemoteUserMiddleware and PersistentRemoteUserMiddleware (contract remote-user-forward-auth §3.1).

#include <memory>

#include "rest/middleware.h"
#include "rest/services.h"

namespace narvi::systems::remote_user {

/// Null in mode "request", which has no session. `services` outlives it.
std::shared_ptr<const rest::Middleware> middleware(const rest::Services& services);

}  // namespace narvi::systems::remote_user
