#pragma once
// Counters in Redis: limits that several processes share (README.md has the picture).

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "cache/counters.h"

namespace narvi::io {
class AsioLoop;
}

namespace narvi::cache::redis {

struct Options {
  /// "redis://[[user][:password]@]host[:port][/db]" or "unix:/path" (address.h).
  SecretText url;
  /// Every call ends within this, and so does every attempt to connect.
  std::chrono::milliseconds deadline{1000};
  /// Stands before every key, so that several sites may share one database.
  std::string key_prefix = "narvi:";
  /// Calls of one loop that may wait for an answer; more are refused with kOverloaded.
  std::size_t queue = 4096;
};

/// Makes the counters. `loops` are the production loops: each gets one connection of its own, used by the
/// flows that run on it, and begins to connect at once. Flows on any other loop or thread share one more on a
/// thread of its own, started when first needed. A server that is away is no error here: calls tell.
///
/// Errors of this function: kConfiguration if the URL cannot be read. No error and no log line contains the
/// password. Errors of a call: kUnavailable (no connection, connection lost, or the server refused; whether a
/// lost hit was counted is unknown), kTimeout, kOverloaded.
///
/// Time is the caller's `now`: processes that share limits need clocks that agree as well as those limits
/// shall hold.
///
/// Destroy the counters before `loops` stop, and not while a call is being made: flows in flight end with
/// kUnavailable.
Result<std::unique_ptr<Counters>> open(Options options, std::vector<io::AsioLoop*> loops = {});

}  // namespace narvi::cache::redis
