#include "cache/memory/memory_counters.h"

#include <gtest/gtest.h>

#include <string>

namespace narvi::cache::memory {
namespace {

// What counters answer is the conformance suite's matter; here is what only memory has.

constexpr Microseconds kMinute = std::chrono::minutes(1);
const Instant kStart = Instant(std::chrono::seconds(1'700'000'000));

TEST(MemoryCounters, HoldsNothingForAPeek) {
  MemoryCounters counters;
  EXPECT_TRUE(counters.peek("k", 1, kMinute, kStart).run_in_place()->allowed);
  EXPECT_EQ(counters.size(), 0U);
  ASSERT_TRUE(counters.record("k", kMinute, kStart).run_in_place().has_value());
  EXPECT_EQ(counters.size(), 1U);
  ASSERT_TRUE(counters.clear("k").run_in_place().has_value());
  EXPECT_EQ(counters.size(), 0U);
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
