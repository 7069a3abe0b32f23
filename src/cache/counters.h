#pragma once
// Counters: the cache port for limits. One operation, atomic in whatever holds the counts, so that a limit
// holds under concurrency where upstream reads, changes and writes (contract drf §6.3, §9).

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::cache {

/// Answer to one hit.
struct Allowance {
  bool allowed = false;
  /// When not allowed: seconds until a slot is expected; empty if that is unknown (drf §6.3: the rate was
  /// lowered).
  std::optional<double> wait;
};

class Counters {
 public:
  virtual ~Counters() = default;

  /// Sliding log of `limit` hits per `period` under `key`: forgets hits that are `period` old, refuses if
  /// `limit` remain, else records this one.
  virtual io::Task<Result<Allowance>> hit(std::string key, std::int64_t limit, Microseconds period,
                                          Instant now) = 0;

  /// The same question without recording anything.
  virtual io::Task<Result<Allowance>> peek(std::string key, std::int64_t limit, Microseconds period,
                                           Instant now) = 0;

  /// Records a hit without asking (failures are counted after they happened).
  virtual io::Task<Result<void>> record(std::string key, Microseconds period, Instant now) = 0;

  /// Forgets everything under `key`.
  virtual io::Task<Result<void>> clear(std::string key) = 0;
};

}  // namespace narvi::cache
