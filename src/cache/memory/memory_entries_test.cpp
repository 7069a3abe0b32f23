#include "cache/memory/memory_entries.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "cache/epochs.h"

namespace narvi::cache::memory {
namespace {

constexpr std::size_t kPlenty = std::size_t{1} << 20U;
const Instant kNow{Seconds(1'700'000'000)};
const Instant kLater = kNow + Seconds(60);

std::string value_of(MemoryEntries& entries, const std::string& key, Instant now = kNow) {
  const auto found = entries.get(key, now).run_in_place();
  return found && *found ? (*found)->value : "(none)";
}

void put(MemoryEntries& entries, const std::string& key, std::string value, Instant expires = kLater) {
  EXPECT_TRUE(entries.put(key, std::move(value), expires, kNow).run_in_place().has_value());
}

std::optional<std::uint64_t> put_if(MemoryEntries& entries, const std::string& key, std::uint64_t version,
                                    std::string value, Instant now = kNow) {
  const auto stored = entries.put_if(key, version, std::move(value), kLater, now).run_in_place();
  EXPECT_TRUE(stored.has_value());
  return stored.value_or(std::nullopt);
}

TEST(MemoryEntries, HoldsAndForgets) {
  MemoryEntries entries(kPlenty);
  EXPECT_EQ(value_of(entries, "a"), "(none)");
  put(entries, "a", "1");
  put(entries, "a", "2");
  EXPECT_EQ(value_of(entries, "a"), "2");
  EXPECT_EQ(entries.size(), 1U);
  EXPECT_TRUE(entries.erase("a").run_in_place().value());
  EXPECT_FALSE(entries.erase("a").run_in_place().value());
  EXPECT_EQ(value_of(entries, "a"), "(none)");
  EXPECT_EQ(entries.bytes(), 0U);
}

TEST(MemoryEntries, ExpireAtTheInstant) {
  MemoryEntries entries(kPlenty);
  put(entries, "a", "1", kNow + Seconds(10));
  EXPECT_EQ(value_of(entries, "a", kNow + Seconds(10) - Microseconds(1)), "1");
  EXPECT_EQ(value_of(entries, "a", kNow + Seconds(10)), "(none)");
  EXPECT_TRUE(put_if(entries, "a", 0, "new", kNow + Seconds(10))) << "an expired entry is none";
}

TEST(MemoryEntries, CompareAndSet) {
  MemoryEntries entries(kPlenty);
  const auto first = put_if(entries, "a", 0, "1");
  ASSERT_TRUE(first);
  EXPECT_FALSE(put_if(entries, "a", 0, "2")) << "must create";
  const auto second = put_if(entries, "a", *first, "3");
  ASSERT_TRUE(second);
  EXPECT_NE(*first, *second);
  EXPECT_FALSE(put_if(entries, "a", *first, "late"));
  EXPECT_EQ(value_of(entries, "a"), "3");
  ASSERT_TRUE(entries.erase("a").run_in_place().value());
  EXPECT_FALSE(put_if(entries, "a", *second, "undead")) << "what has gone does not come back";
  const auto again = put_if(entries, "a", 0, "4");
  ASSERT_TRUE(again);
  EXPECT_FALSE(put_if(entries, "a", *second, "5")) << "a version never returns";
}

TEST(MemoryEntries, OnlyOneOfManyWins) {
  MemoryEntries entries(kPlenty);
  const auto start = put_if(entries, "a", 0, "0");
  std::atomic<int> winners{0};
  std::vector<std::thread> threads;
  for (int number = 0; number < 8; ++number) {
    threads.emplace_back([&] { winners += put_if(entries, "a", *start, "x") ? 1 : 0; });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(winners, 1);
}

TEST(MemoryEntries, StayWithinTheirBytes) {
  constexpr std::size_t kBytes = std::size_t{64} * 2000;
  MemoryEntries entries(kBytes);
  for (int number = 0; number < 5000; ++number) {
    put(entries, "key" + std::to_string(number), std::string(100, 'x'));
    ASSERT_LE(entries.bytes(), kBytes);
  }
  EXPECT_GT(entries.size(), 64U);
  EXPECT_EQ(value_of(entries, "key4999"), std::string(100, 'x')) << "the newest stays";
  EXPECT_EQ(value_of(entries, "key0"), "(none)") << "the oldest goes";
}

TEST(MemoryEntries, ExpiredOnesGoFirst) {
  // Room for three entries in each shard; the keys of one shard are found by filling.
  MemoryEntries probe(std::size_t{64} * 750);
  std::vector<std::string> keys;
  const std::hash<std::string> hash;
  for (int number = 0; keys.size() < 4; ++number) {
    const std::string key = "key" + std::to_string(number);
    if (hash(key) % 64 == 0) {
      keys.push_back(key);
    }
  }
  put(probe, keys[0], "lives");
  put(probe, keys[1], "dead", kNow);
  put(probe, keys[2], "lives");
  put(probe, keys[3], "new");
  EXPECT_EQ(value_of(probe, keys[0]), "lives") << "older than the expired one";
  EXPECT_EQ(probe.size(), 3U);
}

TEST(MemoryEntries, TooLargeIsSaidOrSkipped) {
  MemoryEntries entries(std::size_t{64} * 1000);
  put(entries, "a", "small");
  put(entries, "a", std::string(2000, 'x'));
  EXPECT_EQ(value_of(entries, "a"), "(none)") << "the older value is not shown for the newer one";
  const auto refused = entries.put_if("b", 0, std::string(2000, 'x'), kLater, kNow).run_in_place();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kOverloaded);
  const auto version = put_if(entries, "c", 0, "small");
  EXPECT_FALSE(entries.put_if("c", version.value_or(0), std::string(2000, 'x'), kLater, kNow)
                   .run_in_place()
                   .has_value());
  EXPECT_EQ(value_of(entries, "c"), "small") << "a refused change changes nothing";
}

TEST(Epochs, MoveForTheirKey) {
  Epochs epochs;
  const std::uint64_t before = epochs.of("a");
  epochs.bump("a");
  EXPECT_NE(epochs.of("a"), before);
}

}  // namespace
}  // namespace narvi::cache::memory
