#pragma once
// What the tests of this room share: one server for the program, and short ways to open and ask.

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cache/redis/redis.h"
#include "cache/testbed/redis_server.h"
#include "io/asio_loop.h"
#include "io/suspend.h"

namespace narvi::cache::redis {

/// The program's server, started when first asked for and stopped at exit. Only for tests that leave it
/// running.
inline testbed::RedisServer& server() {
  static testbed::RedisServer instance;
  return instance;
}

/// Patient: tests of deadlines set their own.
inline Options patient(std::string url) {
  Options options;
  options.url = SecretText(std::move(url));
  options.deadline = std::chrono::seconds(30);
  return options;
}

inline std::unique_ptr<Counters> open_or_fail(Options options, std::vector<io::AsioLoop*> loops = {}) {
  auto opened = open(std::move(options), std::move(loops));
  EXPECT_TRUE(opened.has_value()) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

inline Instant a_moment() {
  return Instant(std::chrono::seconds(1'700'000'000));
}

inline Result<Allowance> hit(Counters& counters, const std::string& key = "k",
                             std::int64_t limit = 1'000'000) {
  return io::run_blocking(counters.hit(key, limit, std::chrono::minutes(1), a_moment()));
}

/// The error's kind, or nothing if there is a value.
template <class T>
std::optional<ErrorKind> kind_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().kind);
}

/// Waits until `condition` holds; false if it never does.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 4000; ++i) {
    if (condition()) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace narvi::cache::redis
