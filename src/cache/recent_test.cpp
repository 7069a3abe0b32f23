#include "cache/recent.h"

#include <gtest/gtest.h>

#include <string>

namespace narvi::cache {
namespace {

/// 32 bytes that differ, in one shard or another.
std::string digest(int number, char shard = 0) {
  std::string bytes = std::to_string(number);
  bytes.resize(31, '.');
  return bytes + shard;
}

constexpr auto kNever = [](int) { return false; };

TEST(Recent, FindsWhatWasPutLast) {
  Recent<int> recent(1000);
  EXPECT_FALSE(recent.find(digest(1)));
  recent.put(digest(1), 10, kNever);
  recent.put(digest(2), 20, kNever);
  recent.put(digest(1), 11, kNever);
  EXPECT_EQ(recent.find(digest(1)), 11);
  EXPECT_EQ(recent.find(digest(2)), 20);
  EXPECT_EQ(recent.size(), 2u);
}

TEST(Recent, TheOldestGoWhenThereIsNoRoom) {
  Recent<int> recent(16 * 4);  // four in each shard
  for (int number = 0; number < 10; ++number) {
    recent.put(digest(number), number, kNever);
  }
  EXPECT_EQ(recent.size(), 4u);
  EXPECT_FALSE(recent.find(digest(5)));
  EXPECT_EQ(recent.find(digest(6)), 6);
  EXPECT_EQ(recent.find(digest(9)), 9);
}

TEST(Recent, WhatIsOutdatedGoesFromTheOldEnd) {
  Recent<int> recent(1000);
  for (int number = 0; number < 6; ++number) {
    recent.put(digest(number), number, kNever);
  }
  recent.put(digest(9), 9, [](int value) { return value < 3; });
  EXPECT_EQ(recent.size(), 4u);
  EXPECT_FALSE(recent.find(digest(2)));
  EXPECT_EQ(recent.find(digest(3)), 3);
}

TEST(Recent, PuttingAgainMakesItTheNewest) {
  Recent<int> recent(16 * 2);
  recent.put(digest(1), 1, kNever);
  recent.put(digest(2), 2, kNever);
  recent.put(digest(1), 1, kNever);
  recent.put(digest(3), 3, kNever);
  EXPECT_TRUE(recent.find(digest(1)));
  EXPECT_FALSE(recent.find(digest(2)));
}

}  // namespace
}  // namespace narvi::cache
