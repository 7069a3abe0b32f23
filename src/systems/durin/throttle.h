#pragma once
// UserClientRateThrottle: how often one user may call through one client (contract durin §7).

#include <memory>

#include "base/settings.h"
#include "rest/throttle.h"

namespace narvi::systems::durin {

/// Counts by user and client at the rate of the client, or else at the default rate of the scope
/// user_per_client in [rest_framework] default_throttle_rates. Users of other schemes are counted by
/// themselves, anonymous callers by address, at the default rate. Without a default rate nobody is limited
/// but by his client's (upstream answers 500). `settings` as they were checked at the start.
std::shared_ptr<const rest::Throttle> user_client_rate_throttle(const Settings& settings);

}  // namespace narvi::systems::durin
