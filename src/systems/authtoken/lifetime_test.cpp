#include "systems/authtoken/lifetime.h"

#include <gtest/gtest.h>

namespace narvi::systems::authtoken {
namespace {

Instant at(std::int64_t seconds) {
  return Instant(Seconds(seconds));
}

TEST(Lifetimes, WithoutAnyATokenNeverEnds) {
  EXPECT_FALSE(Lifetimes().ended(at(0), std::nullopt, at(1'000'000'000)));
  EXPECT_EQ(Lifetimes().expiry(at(0), at(5)), std::nullopt);
}

TEST(Lifetimes, EndsAtTheEarlierOfBoth) {
  struct Case {
    Lifetimes lifetimes;
    std::optional<Instant> last_used;
    std::int64_t expiry;
  };
  const Case cases[] = {
      {{Seconds(100), {}}, std::nullopt, 100},   {{Seconds(100), {}}, at(90), 100},
      {{{}, Seconds(30)}, std::nullopt, 30},     {{{}, Seconds(30)}, at(90), 120},
      {{Seconds(100), Seconds(30)}, at(60), 90}, {{Seconds(100), Seconds(30)}, at(90), 100},
      {{{}, Seconds(30)}, at(-50), 30},  // the note of an older token of the same user
  };
  for (const Case& one : cases) {
    EXPECT_EQ(one.lifetimes.expiry(at(0), one.last_used), at(one.expiry));
    EXPECT_FALSE(one.lifetimes.ended(at(0), one.last_used, at(one.expiry)));
    EXPECT_TRUE(one.lifetimes.ended(at(0), one.last_used, at(one.expiry) + Microseconds(1)));
  }
}

}  // namespace
}  // namespace narvi::systems::authtoken
