#include <gtest/gtest.h>

#include <limits>

#include "http/python_json.h"

namespace narvi::http::json {
namespace {

struct FloatCase {
  double value;
  std::string_view text;
};

// Recorded from Python 3.11's repr().
constexpr FloatCase kFloats[] = {
    {0.0, "0.0"},
    {-0.0, "-0.0"},
    {1.0, "1.0"},
    {1.5, "1.5"},
    {-2.25, "-2.25"},
    {0.1, "0.1"},
    {0.0001, "0.0001"},
    {0.00001, "1e-05"},
    {0.00012345, "0.00012345"},
    {1e15, "1000000000000000.0"},
    {1e16, "1e+16"},
    {1e22, "1e+22"},
    {1e100, "1e+100"},
    {1e-7, "1e-07"},
    {123456789012345680.0, "1.2345678901234568e+17"},
    {1234567890123456.0, "1234567890123456.0"},
    {9007199254740993.0, "9007199254740992.0"},
    {5e-324, "5e-324"},
    {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
    {1.0 / 3, "0.3333333333333333"},
};

TEST(PythonFloat, IsPythonsRepr) {
  for (const FloatCase& c : kFloats) {
    EXPECT_EQ(python_float(c.value), c.text);
  }
}

std::string literal(std::string_view text, Style style) {
  std::string out;
  write_text(out, text, style);
  return out;
}

TEST(PythonJsonWrite, WritesTheVectorOfRestFramework) {
  // Contract drf §6.2.
  const std::string_view text("\xC3\xA9/<>&\"\\\n\t\x7F\0", 12);
  EXPECT_EQ(literal(text, Style::kCompactUtf8), "\"\xC3\xA9/<>&\\\"\\\\\\n\\t\x7F\\u0000\"");
  EXPECT_EQ(literal("\u2028\u2029\u2027", Style::kCompactUtf8), "\"\\u2028\\u2029\u2027\"");
}

TEST(PythonJsonWrite, WritesTheVectorOfSessions) {
  // Contract django-sessions-csrf §6.3: {"n":"é€😀","q":"\"\\/<\u2028"}.
  Object object;
  object.set("n", "\u00E9\u20AC\U0001F600");
  object.set("q", "\"\\/<\u2028");
  EXPECT_EQ(write(object, Style::kCompactAscii),
            "{\"n\":\"\\u00e9\\u20ac\\ud83d\\ude00\",\"q\":\"\\\"\\\\/<\\u2028\"}");
}

TEST(PythonJsonWrite, NeverSendsWhatIsNotUtf8) {
  EXPECT_EQ(literal("a\xED\xA0\x80"
                    "b",
                    Style::kCompactUtf8),
            "\"a\\ud800b\"");
  EXPECT_EQ(literal("a\xFF"
                    "b",
                    Style::kCompactUtf8),
            "\"a\uFFFDb\"");
  EXPECT_EQ(literal("a\xFF"
                    "b",
                    Style::kCompactAscii),
            "\"a\\ufffdb\"");
  EXPECT_EQ(literal("\uFFFD", Style::kCompactUtf8), "\"\uFFFD\"");
}

TEST(PythonJsonWrite, WritesEveryKindOfValue) {
  Object object;
  object.set("a", 1.0);
  object.set("b", 1e22);
  object.set("c", true);
  object.set("d", Null{});
  object.set("e", Array{Value(1), Value("x"), Value(Array{}), Value(Object{})});
  object.set("f", BigInteger{"-123456789012345678901234567890"});
  EXPECT_EQ(write(object, Style::kCompactUtf8),
            "{\"a\":1.0,\"b\":1e+22,\"c\":true,\"d\":null,\"e\":[1,\"x\",[],{}],"
            "\"f\":-123456789012345678901234567890}");
}

TEST(PythonJsonObject, KeepsTheFirstPlaceAndTheLastValue) {
  Object object;
  object.set("a", 1);
  object.set("b", 2);
  object.set("a", 3);
  EXPECT_EQ(write(object, Style::kCompactAscii), "{\"a\":3,\"b\":2}");
  EXPECT_EQ(*object.find("a")->integer(), 3);
  EXPECT_TRUE(object.erase("a"));
  EXPECT_FALSE(object.erase("a"));
  EXPECT_EQ(object.find("a"), nullptr);
}

TEST(PythonJsonValue, ComparesObjectsWhateverTheirOrder) {
  const auto left = read("{\"a\":1,\"b\":[1,{\"c\":null}]}");
  EXPECT_EQ(*left, *read("{\"b\":[1,{\"c\":null}],\"a\":1}"));
  EXPECT_FALSE(*left == *read("{\"b\":[1,{\"c\":0}],\"a\":1}"));
  EXPECT_FALSE(*left == *read("{\"a\":1}"));
  EXPECT_FALSE(*read("1") == *read("1.0"));
}

}  // namespace
}  // namespace narvi::http::json
