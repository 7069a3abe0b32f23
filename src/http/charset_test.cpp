#include "http/charset.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

TEST(Charset, IsFoundByPythonsNames) {
  const std::pair<std::string_view, std::optional<Charset>> cases[] = {
      {"utf-8", Charset::kUtf8},
      {"UTF8", Charset::kUtf8},
      {"Utf 8", Charset::kUtf8},
      {"latin-1", Charset::kLatin1},
      {"ISO-8859-1", Charset::kLatin1},
      {"iso8859_1", Charset::kLatin1},
      {"us-ascii", Charset::kAscii},
      {"ASCII", Charset::kAscii},
      {"646", Charset::kAscii},
      {"klingon", std::nullopt},
      {"", std::nullopt},
      {"utf-9", std::nullopt},
      {std::string_view("u\0t", 3), std::nullopt},
  };
  for (const auto& [name, charset] : cases) {
    EXPECT_EQ(find_charset(name), charset) << name;
  }
  EXPECT_EQ(find_charset(std::string(100000, 'u')), std::nullopt);
}

TEST(Charset, DecodesAsPythonDoes) {
  EXPECT_EQ(decode_charset("\xe9", Charset::kLatin1), "\u00e9");
  EXPECT_EQ(decode_charset("plain", Charset::kAscii), "plain");
  EXPECT_EQ(decode_charset("\xff", Charset::kUtf8), "\xff") << "the JSON reader tells of it";
  const auto refused = decode_charset("ab\xe9", Charset::kAscii);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), "'ascii' codec can't decode byte 0xe9 in position 2: ordinal not in range(128)");
}

}  // namespace
}  // namespace narvi::http
