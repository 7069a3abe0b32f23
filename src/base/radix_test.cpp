#include "base/radix.h"

#include <gtest/gtest.h>

#include <climits>

namespace narvi {
namespace {

TEST(Radix, Base62RoundTrip) {
  for (std::int64_t value = -4000; value < 4000; ++value) {
    EXPECT_EQ(from_base62(to_base62(value)), value);
  }
  EXPECT_EQ(from_base62(to_base62(INT64_MAX)), INT64_MAX);
  EXPECT_EQ(to_base62(INT64_MIN), "-AzL8n0Y58m8");
}

TEST(Radix, Base62Refuses) {
  for (const std::string_view text : {"", "-", "--1", "+1", " 1", "1_0", "zzzzzzzzzzzzzzz", "AzL8n0Y58m8"}) {
    EXPECT_EQ(from_base62(text), std::nullopt) << text;
  }
}

TEST(Radix, Base36ReadsAsPython) {
  EXPECT_EQ(from_base36(" 12"), 38);
  EXPECT_EQ(from_base36("1_0"), 36);
  EXPECT_EQ(from_base36("+Z"), 35);
  EXPECT_EQ(from_base36("\t-1\n"), -1);
  for (const std::string_view text :
       {"", "_1", "1_", "1__0", "-", "g-1", "1 2", "zzzzzzzzzzzzz", "12345678901234"}) {
    EXPECT_EQ(from_base36(text), std::nullopt) << text;
  }
  EXPECT_EQ(to_base36(UINT64_MAX), "3w5e11264sgsf");
}

}  // namespace
}  // namespace narvi
