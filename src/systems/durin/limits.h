#pragma once
// Limits on logins, which upstream has none of (contract durin §9): by client address at REST framework's
// throttle step, by account before a password is hashed. Each counts atomically; counters that cannot be
// reached refuse (503), because a login is at stake.

#include <memory>
#include <string>
#include <vector>

#include "rest/call.h"
#include "rest/throttle.h"
#include "systems/durin/options.h"

namespace narvi::systems::durin {

/// Those of the login endpoint, besides the site's own. The one by account is listed for `narvi routes` and
/// asked by `allow_account`.
std::vector<std::shared_ptr<const rest::Throttle>> login_throttles(const Options& options,
                                                                   std::optional<std::int64_t> num_proxies);

/// Counts an attempt with `username`, whether or not there is such a user.
io::Task<Result<cache::Allowance>> allow_account(rest::Call& call, std::optional<rest::Rate> rate,
                                                 std::string username);

}  // namespace narvi::systems::durin
