#include "http/forms.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

struct Case {
  std::string_view bytes;
  std::vector<FormData::Field> fields;
};

TEST(Forms, ReadAsQueryDictReads) {
  const Case cases[] = {
      {"", {}},
      {"&&&", {}},
      {"a=1&b=2&a=3", {{"a", "1"}, {"b", "2"}, {"a", "3"}}},
      {"a", {{"a", ""}}},
      {"a=", {{"a", ""}}},
      {"=x", {{"", "x"}}},
      {"=", {{"", ""}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"a;b=1", {{"a;b", "1"}}},
      {"a+b=c%20d%2B", {{"a b", "c d+"}}},
      {"n=%C3%A9%E2%82", {{"n", "\u00E9\uFFFD"}}},
      {"n=%zz%4&m=%", {{"n", "%zz%4"}, {"m", "%"}}},
      {"n=\xC3\xA9", {{"n", "\u00E9"}}},
      {"n=\xE9%C3%A9", {{"n", "\u00E9\u00E9"}}},  // not UTF-8: the bytes are Latin-1, escapes still UTF-8
      {"n=%00", {{"n", std::string(1, '\0')}}},
  };
  for (const Case& c : cases) {
    const auto form = parse_form(c.bytes);
    ASSERT_TRUE(form.has_value()) << c.bytes;
    EXPECT_EQ(form->fields(), c.fields) << c.bytes;
    EXPECT_EQ(*parse_form(write_form(*form)), *form) << c.bytes;
  }
}

TEST(Forms, AreReadInTheirCharset) {
  const auto fields = [](std::string_view bytes, Charset charset) {
    return parse_form(bytes, {}, charset)->fields();
  };
  using Fields = std::vector<FormData::Field>;
  EXPECT_EQ(fields("n=j%F6\xF6", Charset::kLatin1), (Fields{{"n", "j\u00f6\u00f6"}}));
  EXPECT_EQ(fields("n=%80\xe9", *find_charset("cp1252")), (Fields{{"n", "\u20ac\u00e9"}}));
  EXPECT_EQ(fields("n=%C3%A9&m=\xe9", Charset::kAscii), (Fields{{"n", "\ufffd\ufffd"}, {"m", "\u00e9"}}))
      << "not ASCII: the bytes are Latin-1, escapes still ASCII";
  EXPECT_EQ(fields(std::string_view("n\0=\0z\0&\0m\0", 10), Charset::kUtf16),
            (Fields{{"n", "z"}, {"m", ""}}));
  EXPECT_EQ(fields(std::string_view("n\0=\0%\0z\0a\0", 10), Charset::kUtf16), (Fields{{"n", "\u7a25\ufffd"}}))
      << "each run of ASCII is decoded as a whole";
  EXPECT_EQ(fields(std::string_view("\xff\xfe", 2), Charset::kUtf16), Fields());
}

TEST(Forms, FindTheLastValue) {
  const auto form = parse_form("a=1&b=2&a=3");
  EXPECT_EQ(*form->find("a"), "3");
  EXPECT_EQ(form->find("c"), nullptr);
  EXPECT_EQ(form->all("a"), (std::vector<std::string_view>{"1", "3"}));
}

TEST(Forms, CountFieldsBySeparators) {
  EXPECT_TRUE(parse_form("a&b&c", {.fields = 3}).has_value());
  EXPECT_FALSE(parse_form("a&b&c&", {.fields = 3}).has_value());
  EXPECT_TRUE(parse_form("", {.fields = 0}).has_value());
  EXPECT_TRUE(parse_form(std::string(5000, '&'), {.fields = SIZE_MAX}).has_value());
  EXPECT_EQ(parse_form(std::string(1000, '&')).error(), FormFailure::kTooManyFields);
  EXPECT_TRUE(parse_form(std::string(999, '&')).has_value());
}

}  // namespace
}  // namespace narvi::http
