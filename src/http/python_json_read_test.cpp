#include <gtest/gtest.h>

#include "http/python_json.h"

namespace narvi::http::json {
namespace {

using namespace std::string_view_literals;

struct Refusal {
  std::string_view document;
  std::string_view text;
};

// Python 3.11's texts, as REST framework 3.14 puts them after "JSON parse error - " (contract drf §2.1,
// §2.4).
constexpr Refusal kRefusals[] = {
    {"", "Expecting value: line 1 column 1 (char 0)"},
    {"{\"username\":", "Expecting value: line 1 column 13 (char 12)"},
    {"{\"a\":", "Expecting value: line 1 column 6 (char 5)"},
    {"{a:1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
    {"{\"a\":1,}", "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"},
    {"{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"},
    {"{\"a\":1 \"b\":2}", "Expecting ',' delimiter: line 1 column 8 (char 7)"},
    {"[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"},
    {"[1,]", "Expecting value: line 1 column 4 (char 3)"},
    {"[", "Expecting value: line 1 column 2 (char 1)"},
    {"{\"a\":1} x", "Extra data: line 1 column 9 (char 8)"},
    {"01", "Extra data: line 1 column 2 (char 1)"},
    {"1.", "Extra data: line 1 column 2 (char 1)"},
    {"-", "Expecting value: line 1 column 1 (char 0)"},
    {"nul", "Expecting value: line 1 column 1 (char 0)"},
    {"\"a\nb\"", "Invalid control character at: line 1 column 3 (char 2)"},
    {"\"\\x\"", "Invalid \\escape: line 1 column 2 (char 1)"},
    {"\"\\u12\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
    {"\"\\ud800\\uZZZZ\"", "Invalid \\uXXXX escape: line 1 column 9 (char 8)"},
    {"[\"abc", "Unterminated string starting at: line 1 column 2 (char 1)"},
    {"[\n1,\n\xC3\xA9x]", "Expecting value: line 3 column 1 (char 5)"},
    {"[\"\xC3\xA9\xE2\x82\xAC\" x]", "Expecting ',' delimiter: line 1 column 7 (char 6)"},
    {"\xEF\xBB\xBF{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"},
    {"{\"a\":\"\xFF\"}", "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte"},
    {"\"\xE2\x82\"", "'utf-8' codec can't decode bytes in position 1-2: invalid continuation byte"},
    {"\"\xE2\x82", "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data"},
    {"{\"a\":NaN}", "Out of range float values are not JSON compliant: 'NaN'"},
    {"{\"a\":-Infinity}", "Out of range float values are not JSON compliant: '-Infinity'"},
    {"[Infinity", "Out of range float values are not JSON compliant: 'Infinity'"},
};

TEST(PythonJsonRead, RefusesInPythonsWords) {
  for (const Refusal& c : kRefusals) {
    const auto value = read(c.document);
    ASSERT_FALSE(value.has_value()) << c.document;
    EXPECT_EQ(value.error().text, c.text) << c.document;
  }
}

TEST(PythonJsonRead, RefusesIntegersOverPythonsLimit) {
  EXPECT_TRUE(read(std::string(4300, '7')).has_value());
  EXPECT_TRUE(read("-" + std::string(4300, '7')).has_value());
  const auto value = read("-" + std::string(4301, '7'));
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().text,
            "Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; use "
            "sys.set_int_max_str_digits() to increase the limit");
}

TEST(PythonJsonRead, RefusesDepthAsAnError) {
  EXPECT_TRUE(read(std::string(200, '[') + std::string(200, ']')).has_value());
  for (const std::string& document : {std::string(201, '['), std::string(1000000, '[')}) {
    const auto value = read(document);
    ASSERT_FALSE(value.has_value());
    EXPECT_EQ(value.error().text, "maximum recursion depth exceeded while decoding a JSON object");
  }
  EXPECT_FALSE(read("[[]]", Constants::kRefused, {.depth = 1}).has_value());
}

struct RoundTrip {
  std::string_view document;
  std::string_view ascii;
};

constexpr RoundTrip kRoundTrips[] = {
    {" { \"b\" : 1 , \"a\" : [ ] , \"b\" : { } } ", "{\"b\":{},\"a\":[]}"},
    {"{\"a\":1,\"b\":2,\"a\":3,\"c\":4,\"b\":5,\"a\":6}", "{\"a\":6,\"b\":5,\"c\":4}"},
    {"[true,false,null]", "[true,false,null]"},
    {"-0", "0"},
    {"-0.0", "-0.0"},
    {"9223372036854775807", "9223372036854775807"},
    {"-9223372036854775809", "-9223372036854775809"},
    {"123456789012345678901234567890", "123456789012345678901234567890"},
    {"1e400", "Infinity"},
    {"-1e400", "-Infinity"},
    {"1e-400", "0.0"},
    {"0e999999999999999999999", "0.0"},
    {"1e-99999999999999999999999", "0.0"},
    {"5e-324", "5e-324"},
    {"2e-324", "0.0"},
    {"1.0E+2", "100.0"},
    {"\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\""},
    {"\"\\ud800\"", "\"\\ud800\""},
    {"\"\\ud800\\ud83d\\ude00\\udc00\"", "\"\\ud800\\ud83d\\ude00\\udc00\""},
    {"\"\\ud83d\\u0041\"", "\"\\ud83dA\""},
    {"\"\xC3\xA9\\/\\b\\f\\n\\r\\t\x7F\"", "\"\\u00e9/\\b\\f\\n\\r\\t\\u007f\""},
};

TEST(PythonJsonRead, ReadsWhatPythonReads) {
  for (const RoundTrip& c : kRoundTrips) {
    const auto value = read(c.document);
    ASSERT_TRUE(value.has_value()) << c.document << ": " << value.error().text;
    EXPECT_EQ(write(*value, Style::kCompactAscii), c.ascii) << c.document;
  }
}

TEST(PythonJsonRead, KeepsLoneSurrogatesInThreeBytes) {
  const auto value = read("\"\\ud800\"");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(*value->text(), "\xED\xA0\x80");
}

TEST(PythonJsonRead, AllowsConstantsInSessions) {
  const auto value = read("[NaN,Infinity,-Infinity]", Constants::kAllowed);
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(write(*value, Style::kCompactAscii), "[NaN,Infinity,-Infinity]");
}

TEST(PythonJsonRead, DropsTheUnfinishedEndOfABody) {
  for (const std::string_view end : {"\xE2\x82"sv, "\xF0\x9F\x98"sv, "\xED\xA0"sv, "\xC3"sv}) {
    const auto value = read_request_body("{\"a\":1}" + std::string(end));
    ASSERT_TRUE(value.has_value()) << value.error().text;
    EXPECT_EQ(write(*value, Style::kCompactUtf8), "{\"a\":1}");
  }
  EXPECT_FALSE(read_request_body("{\"a\":1}\xED\xA0\x80").has_value());
  EXPECT_FALSE(read_request_body("{\"a\":1}\xFF").has_value());
  EXPECT_EQ(read_request_body("\"a\xE2\x82").error().text,
            "Unterminated string starting at: line 1 column 1 (char 0)");
}

TEST(PythonJsonRead, ManyRepeatedKeysCostNoMoreThanASort) {
  std::string document = "{";
  for (int i = 0; i < 50000; ++i) {
    document.append(i == 0 ? "" : ",").append("\"k").append(std::to_string(i % 40000)).append("\":1");
  }
  const auto value = read(document + "}");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->object()->size(), 40000u);
  EXPECT_EQ(value->object()->members()[39999].first, "k39999");
}

}  // namespace
}  // namespace narvi::http::json
