#include "http/fastcgi/name_values.h"

#include <gtest/gtest.h>

namespace narvi::http::fastcgi {
namespace {

using namespace std::string_literals;

TEST(NameValues, ReadsWhatItWrites) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 70'000U}) {
    const std::string value(size, 'v');
    std::string bytes;
    write_pair("NAME", value, bytes);
    write_pair(value, "", bytes);
    EXPECT_EQ(bytes.size(), 2 * size + 4 + 2 + 2 * (size < 128 ? 1U : 4U));
    const auto pairs = read_pairs(bytes, 2);
    ASSERT_TRUE(pairs.has_value()) << size;
    ASSERT_EQ(pairs->size(), 2U);
    EXPECT_EQ((*pairs)[0].name, "NAME");
    EXPECT_EQ((*pairs)[0].value, value);
    EXPECT_EQ((*pairs)[1].name, value);
    EXPECT_EQ((*pairs)[1].value, "");
  }
}

TEST(NameValues, TakesALongLengthForAShortText) {
  const std::string bytes = "\x80\x00\x00\x01\x80\x00\x00\x02"s + "abc";
  const auto pairs = read_pairs(bytes, 1);
  ASSERT_TRUE(pairs.has_value());
  EXPECT_EQ(pairs->at(0).name, "a");
  EXPECT_EQ(pairs->at(0).value, "bc");
}

TEST(NameValues, RefusesLengthsThatPointBehindTheEnd) {
  const std::string cases[] = {
      "\x01"s,
      "\x01\x01"s,
      "\x01\x01"s + "a",
      "\x02\x00"s + "a",
      "\x80"s,
      "\x80\x00\x00"s,
      "\x01\x80\x00\x00"s + "a",
      "\xff\xff\xff\xff\xff\xff\xff\xff"s + "abc",
      "\x01\xff\xff\xff\xff"s + "abc",
      "\x01\x01"s + "ab" + "\x01"s,
  };
  for (const std::string& bytes : cases) {
    const auto pairs = read_pairs(bytes, 9);
    ASSERT_FALSE(pairs.has_value()) << testing::PrintToString(bytes);
    EXPECT_EQ(pairs.error(), PairsFault::kBroken);
  }
}

TEST(NameValues, StopsAtTheLimit) {
  const std::string bytes("\0\0\0\0\0\0", 6);  // three pairs of nothing
  EXPECT_TRUE(read_pairs(bytes, 3).has_value());
  const auto pairs = read_pairs(bytes, 2);
  ASSERT_FALSE(pairs.has_value());
  EXPECT_EQ(pairs.error(), PairsFault::kTooMany);
  EXPECT_TRUE(read_pairs("", 0).has_value());
}

}  // namespace
}  // namespace narvi::http::fastcgi
