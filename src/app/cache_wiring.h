#pragma once
// From [cache] to counters.

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "cache/counters.h"
#include "io/asio_loop.h"

namespace narvi::app {

/// "memory:", or the address of a Redis server (cache/redis/address.h).
bool is_cache_url(std::string_view url);

/// The counters that `[cache] url` names. A Redis server that is away is no error: calls tell. Error:
/// kConfiguration for a URL that is none.
Result<std::unique_ptr<cache::Counters>> make_counters(const Settings& settings,
                                                       const std::vector<io::AsioLoop*>& loops);

/// Asks the configured counters once and waits for the answer, for `narvi check`.
Result<void> reach_counters(const Settings& settings);

}  // namespace narvi::app
