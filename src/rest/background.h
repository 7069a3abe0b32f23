#pragma once
// Background jobs: what a system wants done now and then while the server runs: rows deleted, notes written.
// A system adds them in `attach`; commands and tests run none.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::rest {

struct BackgroundJob {
  std::string name;  ///< in logs and as the metrics' label: "knox"
  /// Does at most `limit` units and gives how many it did; fewer than `limit`: that was all for now.
  std::function<io::Task<Result<std::int64_t>>(std::int64_t limit)> run;
  /// From the end of one round to the start of the next; empty: [sessions] cleanup_interval.
  std::optional<Seconds> every{};
  bool at_stop = false;  ///< once more when the server stops
};

using BackgroundJobs = std::vector<BackgroundJob>;

}  // namespace narvi::rest
