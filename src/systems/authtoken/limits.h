#pragma once
// Limits on obtaining tokens, which upstream has none of (drf §9): by client address at REST framework's
// throttle step, by account after the fields are validated and before a password is hashed. Each counts
// atomically; counters that cannot be reached refuse (503), because a login is at stake.

#include <memory>
#include <string_view>
#include <vector>

#include "rest/call.h"
#include "rest/throttle.h"
#include "systems/authtoken/options.h"

namespace narvi::systems::authtoken {

/// The throttles of the endpoint. The one by account is listed for `narvi routes` and asked by
/// `allow_account`.
std::vector<std::shared_ptr<const rest::Throttle>> throttles(const Options& options,
                                                             std::optional<std::int64_t> num_proxies);

/// Counts an attempt with `username`, whether or not there is such a user.
io::Task<Result<cache::Allowance>> allow_account(rest::Call& call, std::optional<rest::Rate> rate,
                                                 std::string username);

}  // namespace narvi::systems::authtoken
