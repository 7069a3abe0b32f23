#pragma once
// CleanUps: what the running server deletes by itself, now and then: expired sessions, and whatever a system
// registers. Small batches with pauses, so that writers keep moving.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "io/loop.h"
#include "io/task.h"

namespace narvi::app {

/// One kind of rows that end. What `remove` uses outlives the CleanUps.
struct CleanUp {
  std::string name;  ///< in logs and as the metrics' label: "sessions"
  /// Deletes at most `limit` rows and gives how many went; fewer than `limit`: that was all.
  std::function<io::Task<Result<std::int64_t>>(std::int64_t limit)> remove;
  /// How many rows are left to be deleted; asked after each round, for the gauge. May be empty.
  std::function<io::Task<Result<std::int64_t>>()> count{};
};

/// Rows that one deletion takes at most.
inline constexpr std::int64_t kCleanUpBatch = 500;

struct CleanUpPace {
  Milliseconds interval = std::chrono::hours(1);  ///< from the end of one round to the start of the next
  Milliseconds first = interval;                  ///< until the first round; see jittered_start
  Milliseconds pause{50};                         ///< between two batches
  std::int64_t batch = kCleanUpBatch;
};

/// A random part of `interval`, at most five minutes: many servers started at once do not clean at once.
Milliseconds jittered_start(Milliseconds interval);

class CleanUps {
 public:
  /// Nothing runs before start(). `loop` turns until stop() has returned; what is left in it may go later.
  CleanUps(io::Loop& loop, CleanUpPace pace, std::vector<CleanUp> list);
  /// As stop().
  ~CleanUps();
  CleanUps(const CleanUps&) = delete;
  CleanUps& operator=(const CleanUps&) = delete;

  void start();
  /// Ends it: returns when the batch that may be running has ended. Not on the loop's own thread.
  void stop();

  /// Rows deleted under that name since the start, and rounds that failed. For tests; metrics have text().
  std::uint64_t removed(const std::string& name) const;
  std::uint64_t failures(const std::string& name) const;

  /// Appends counters in the Prometheus text format; stays valid after this object has gone.
  std::function<void(std::string&)> metrics() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace narvi::app
