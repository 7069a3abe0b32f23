#pragma once
// Who may name a user, from [server] trusted_proxies and [systems.remote_user] (contract
// remote-user-forward-auth §3.2).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/settings.h"
#include "http/admit.h"

namespace narvi::systems::remote_user {

/// Puts this system's tests and fields into `policy`, whose networks are filled in. Does nothing while the
/// system is off.
void narrow(http::AdmitPolicy& policy, const Settings& settings);

/// A numeric user or group: decimal digits, below 2^32 - 1 (which is nobody's).
std::optional<std::uint32_t> parse_unix_id(std::string_view text);

}  // namespace narvi::systems::remote_user
