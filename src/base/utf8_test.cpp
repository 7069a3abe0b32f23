#include "base/utf8.h"

#include <gtest/gtest.h>

namespace narvi {
namespace {

using namespace std::string_view_literals;

struct FaultCase {
  std::string_view bytes;
  std::string_view text;  ///< empty: valid
};

// Recorded from Python 3.11's bytes.decode("utf-8").
constexpr FaultCase kFaults[] = {
    {"", ""},
    {"plain", ""},
    {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", ""},
    {"{\"a\":\"\xFF\"}", "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte"},
    {"\x80", "'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte"},
    {"\xC0\xAF", "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte"},
    {"ab\xC3", "'utf-8' codec can't decode byte 0xc3 in position 2: unexpected end of data"},
    {"ab\xE2\x82", "'utf-8' codec can't decode bytes in position 2-3: unexpected end of data"},
    {"\xF0\x9F\x98", "'utf-8' codec can't decode bytes in position 0-2: unexpected end of data"},
    {"\xE2\x82"
     "A",
     "'utf-8' codec can't decode bytes in position 0-1: invalid continuation byte"},
    {"\xE0\x80\x80", "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"},
    {"\xED\xA0\x80", "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"},
    {"\xF4\x90\x80\x80", "'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte"},
    {"\xF5\x80\x80\x80", "'utf-8' codec can't decode byte 0xf5 in position 0: invalid start byte"},
};

TEST(Utf8, NamesFaultsAsPythonDoes) {
  for (const FaultCase& c : kFaults) {
    const auto fault = find_utf8_fault(c.bytes);
    EXPECT_EQ(fault.has_value(), !c.text.empty()) << c.text;
    if (fault) {
      EXPECT_EQ(utf8_fault_text(*fault, c.bytes), c.text);
    }
  }
}

TEST(Utf8, ReplacesMaximalSubparts) {
  EXPECT_EQ(utf8_with_replacement("a\xFF\xFE"
                                  "b"),
            "a\uFFFD\uFFFDb");
  EXPECT_EQ(utf8_with_replacement("\xE2\x82"
                                  "A"),
            "\uFFFDA");
  EXPECT_EQ(utf8_with_replacement("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(utf8_with_replacement("x\xF0\x9F\x98"), "x\uFFFD");
}

TEST(Utf8, WritesWhatItReads) {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 251) {
    std::string text;
    append_code_point(text, c);
    const CodePoint point = first_code_point(text);
    ASSERT_EQ(point.value, c);
    ASSERT_EQ(point.length, text.size());
    ASSERT_EQ(count_code_points(text), 1u);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    ASSERT_EQ(find_utf8_fault(text).has_value(), surrogate) << static_cast<unsigned>(c);
    ASSERT_EQ(first_surrogate(text).has_value(), surrogate);
  }
  std::string over;
  append_code_point(over, 0x110000);
  EXPECT_EQ(over, "\uFFFD");
}

TEST(Utf8, ReadsLatin1) {
  EXPECT_EQ(utf8_from_latin1("j\xE9\xFF"), "j\u00E9\u00FF");
}

TEST(Utf8, StripsWhatPythonCallsSpace) {
  EXPECT_EQ(python_strip(" \t\x1C\xC2\xA0"
                         "a b\xE2\x80\xA8\xE3\x80\x80\n"),
            "a b");
  EXPECT_EQ(python_strip("\xC2\x85 \v"), "");
  EXPECT_EQ(python_strip("\u200Bx"), "\u200Bx");
  EXPECT_EQ(ascii_strip("\v\f x\xA0 "), "x\xA0");
  EXPECT_EQ(ascii_strip("\x1Cx"), "\x1Cx");
  EXPECT_EQ(ascii_strip(" \r\n"), "");
}

}  // namespace
}  // namespace narvi
