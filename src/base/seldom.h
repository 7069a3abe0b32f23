#pragma once
// Seldom: for lines in the log that a client could otherwise cause at every request.

#include <atomic>
#include <chrono>
#include <cstdint>

namespace narvi {

/// True at most once a minute. Thread-safe.
class Seldom {
 public:
  bool due() {
    using std::chrono::steady_clock;
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now().time_since_epoch()).count();
    std::int64_t next = next_.load(std::memory_order_relaxed);
    return now >= next && next_.compare_exchange_strong(next, now + kPause, std::memory_order_relaxed);
  }

 private:
  static constexpr std::int64_t kPause = 60;
  std::atomic<std::int64_t> next_{0};
};

}  // namespace narvi
