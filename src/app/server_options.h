#pragma once
// From [server] to the door's options.

#include "base/settings.h"
#include "http/server/options.h"

namespace narvi::app {

http::server::ServerOptions server_options(const Settings& settings);

/// The same with the listener of /metrics alone; empty `listen` if it is off.
http::server::ServerOptions metrics_options(const Settings& settings);

}  // namespace narvi::app
