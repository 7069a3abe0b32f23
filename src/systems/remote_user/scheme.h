#pragma once
// RemoteUserAuthentication while this system is on: the same class by the strict rules (contract
// remote-user-forward-auth §3.2; drf §3.5).

#include <span>

#include "rest/scheme.h"

namespace narvi::systems::remote_user {

/// Takes the place of REST framework's own in the registry.
std::span<const rest::SchemeEntry> schemes();

}  // namespace narvi::systems::remote_user
