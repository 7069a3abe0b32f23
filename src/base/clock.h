#pragma once
// Wall time as a port: rules take an Instant, flows take a Clock. Loop timers use another clock (io/loop.h).

#include <chrono>

namespace narvi {

using Seconds = std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;
using Microseconds = std::chrono::microseconds;

/// A point in UTC with the resolution that Django and PostgreSQL keep.
using Instant = std::chrono::sys_time<Microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  /// The current wall time, UTC.
  virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<Microseconds>(std::chrono::system_clock::now());
  }
};

/// A clock that stands where it was put: for replaying contract vectors and for tests.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_(now) {}
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }
  void advance(Microseconds by) { now_ += by; }

 private:
  Instant now_;
};

}  // namespace narvi
