#include "cache/memory/memory_counters.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace narvi::cache::memory {
namespace {

using std::chrono::milliseconds;

constexpr Microseconds kMinute = std::chrono::minutes(1);
const Instant kStart = Instant(std::chrono::seconds(1'700'000'000));

Allowance hit(MemoryCounters& counters, milliseconds at, std::int64_t limit = 3) {
  return *counters.hit("k", limit, kMinute, kStart + at).run_in_place();
}

TEST(MemoryCounters, FollowsTheSlidingLogOfTheContract) {
  // drf §6.3, the vector of 3/min: 0, 10, 20 pass; 20 and 20.5 wait 40; 59.4 waits 1; 60 passes; 60 waits 10.
  MemoryCounters counters;
  EXPECT_TRUE(hit(counters, milliseconds(0)).allowed);
  EXPECT_TRUE(hit(counters, milliseconds(10'000)).allowed);
  EXPECT_TRUE(hit(counters, milliseconds(20'000)).allowed);
  EXPECT_DOUBLE_EQ(*hit(counters, milliseconds(20'000)).wait, 40.0);
  EXPECT_DOUBLE_EQ(*hit(counters, milliseconds(20'500)).wait, 39.5);
  EXPECT_NEAR(*hit(counters, milliseconds(59'400)).wait, 0.6, 1e-6);
  EXPECT_TRUE(hit(counters, milliseconds(60'000)).allowed);
  EXPECT_DOUBLE_EQ(*hit(counters, milliseconds(60'000)).wait, 10.0);
}

TEST(MemoryCounters, WaitIsUnknownAfterTheRateWasLowered) {
  MemoryCounters counters;
  for (int at = 0; at < 3; ++at) {
    EXPECT_TRUE(hit(counters, milliseconds(at)).allowed);
  }
  const Allowance refused = hit(counters, milliseconds(10), 1);
  EXPECT_FALSE(refused.allowed);
  EXPECT_FALSE(refused.wait.has_value());
}

TEST(MemoryCounters, ZeroLimitRefusesWithAWait) {
  MemoryCounters counters;
  const Allowance refused = hit(counters, milliseconds(0), 0);
  EXPECT_FALSE(refused.allowed);
  EXPECT_DOUBLE_EQ(*refused.wait, 60.0);
}

TEST(MemoryCounters, PeekRecordsNothingAndClearForgets) {
  MemoryCounters counters;
  EXPECT_TRUE(counters.peek("k", 1, kMinute, kStart).run_in_place()->allowed);
  EXPECT_EQ(counters.size(), 0U);
  ASSERT_TRUE(counters.record("k", kMinute, kStart).run_in_place().has_value());
  EXPECT_FALSE(counters.peek("k", 1, kMinute, kStart).run_in_place()->allowed);
  ASSERT_TRUE(counters.clear("k").run_in_place().has_value());
  EXPECT_TRUE(counters.peek("k", 1, kMinute, kStart).run_in_place()->allowed);
}

TEST(MemoryCounters, NeverExceedsTheLimitUnderConcurrency) {
  MemoryCounters counters;
  std::atomic<int> allowed{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&] {
      for (int round = 0; round < 1000; ++round) {
        allowed += counters.hit("k", 100, kMinute, kStart).run_in_place()->allowed ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(allowed.load(), 100);
}

TEST(MemoryCounters, StaysWithinItsCapacity) {
  MemoryCounters counters(64 * 4);
  for (int key = 0; key < 10'000; ++key) {
    ASSERT_TRUE(counters.record("k" + std::to_string(key), kMinute, kStart).run_in_place().has_value());
  }
  EXPECT_LE(counters.size(), 64U * 4U);
}

}  // namespace
}  // namespace narvi::cache::memory
