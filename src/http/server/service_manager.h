#pragma once
// Talking with systemd, or whatever started us in its manner: inherited sockets and state notices. All of it
// is harmless where there is no such manager.

#include <string>
#include <vector>

namespace narvi::http::server {

/// The listening stream sockets handed over at start (LISTEN_FDS), made non-blocking. Empty if there are none
/// or somebody has asked before. Not thread-safe: it removes the variables from the environment.
std::vector<int> inherited_sockets();

/// Tells the manager that requests are answered (READY=1), or that we are ending (STOPPING=1), or any other
/// notice of sd_notify(3) such as "RELOADING=1".
void notify_manager(const std::string& state);

}  // namespace narvi::http::server
