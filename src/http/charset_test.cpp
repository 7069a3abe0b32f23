#include "http/charset.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

using namespace std::string_view_literals;

TEST(Charset, IsFoundByPythonsNames) {
  const std::pair<std::string_view, std::optional<Charset>> cases[] = {
      {"utf-8", Charset::kUtf8},        {"UTF8", Charset::kUtf8},
      {"Utf 8", Charset::kUtf8},        {"latin-1", Charset::kLatin1},
      {"ISO-8859-1", Charset::kLatin1}, {"iso8859_1", Charset::kLatin1},
      {"us-ascii", Charset::kAscii},    {"ASCII", Charset::kAscii},
      {"646", Charset::kAscii},         {"iso_646.irv_1991", Charset::kAscii},
      {"iso.8859-1", Charset::kLatin1}, {"utf.8", std::nullopt},
      {"utf_8_sig", Charset::kUtf8Sig}, {"utf8-sig", std::nullopt},
      {"UTF--16", Charset::kUtf16},     {"utf-16le", Charset::kUtf16Le},
      {"utf16le", std::nullopt},        {"UnicodeBigUnmarked", Charset::kUtf16Be},
      {"u32", Charset::kUtf32},         {"-utf-8 ", Charset::kUtf8},
      {"shift_jis", std::nullopt},      {"zlib", std::nullopt},
      {"klingon", std::nullopt},        {"", std::nullopt},
      {"utf-9", std::nullopt},          {std::string_view("u\0t", 3), std::nullopt},
  };
  for (const auto& [name, charset] : cases) {
    EXPECT_EQ(find_charset(name), charset) << name;
  }
  EXPECT_EQ(find_charset(std::string(100000, 'u')), std::nullopt);
  EXPECT_EQ(find_charset("windows-1252"), find_charset("CP1252"));
  EXPECT_TRUE(find_charset("koi8-r").has_value());
}

TEST(Charset, DecodesAsPythonDoes) {
  EXPECT_EQ(decode_charset("\xe9", Charset::kLatin1), "\u00e9");
  EXPECT_EQ(decode_charset("plain", Charset::kAscii), "plain");
  EXPECT_EQ(decode_charset("\xff", Charset::kUtf8), "\xff") << "the JSON reader tells of it";
  EXPECT_EQ(decode_charset("\xEF\xBB\xBFz\xff", Charset::kUtf8Sig), "z\xff");
  EXPECT_EQ(decode_charset("\x80\xe9z", *find_charset("cp1252")), "\u20ac\u00e9z");
  EXPECT_EQ(decode_charset("\xd0", *find_charset("koi8-r")), "\u043f");
}

struct Wide {
  std::string_view bytes;
  Charset charset;
  std::string text;  ///< or the error
};

TEST(Charset, ReadsStreamsOfWideCharacters) {
  const Wide cases[] = {
      {"\xff\xfez\0"sv, Charset::kUtf16, "z"},
      {"\xfe\xff\0z"sv, Charset::kUtf16, "z"},
      {"\xff\xfe\x3d\xd8\x00\xde"sv, Charset::kUtf16, "\U0001F600"},
      {"z\0"sv, Charset::kUtf16Le, "z"},
      {"\xff\xfez\0"sv, Charset::kUtf16Le, "\ufeffz"},
      {"\0z"sv, Charset::kUtf16Be, "z"},
      {"\xff\xfe\0\0z\0\0\0"sv, Charset::kUtf32, "z"},
      {"\0\0\xfe\xff\0\0\0z"sv, Charset::kUtf32, "z"},
      {"\0\1\xf6\0"sv, Charset::kUtf32Be, "\U0001F600"},
      // What the end cuts off is dropped.
      {""sv, Charset::kUtf16, ""},
      {"z"sv, Charset::kUtf16, ""},
      {"\0\xd8"sv, Charset::kUtf16, ""},
      {"\xff\xfez\0z"sv, Charset::kUtf16, "z"},
      {"z\0\0\xd8\0"sv, Charset::kUtf16Le, "z"},
      {"z\0\0"sv, Charset::kUtf32, ""},
      {"\xff\xfe\0\0z\0\0"sv, Charset::kUtf32, ""},
  };
  for (const Wide& expected : cases) {
    const auto text = decode_charset(expected.bytes, expected.charset);
    ASSERT_TRUE(text.has_value()) << testing::PrintToString(expected.bytes) << text.error();
    EXPECT_EQ(*text, expected.text) << testing::PrintToString(expected.bytes);
  }
}

TEST(Charset, RefusesAsPythonDoes) {
  const Wide cases[] = {
      {"ab\xe9", Charset::kAscii,
       "'ascii' codec can't decode byte 0xe9 in position 2: ordinal not in range(128)"},
      {"a\x81", *find_charset("cp1252"),
       "'charmap' codec can't decode byte 0x81 in position 1: character maps to <undefined>"},
      {"z\0"sv, Charset::kUtf16, "UTF-16 stream does not start with BOM"},
      {"z\0\0\0"sv, Charset::kUtf32, "UTF-32 stream does not start with BOM"},
      {"\xff\xfe\0\xdcz\0"sv, Charset::kUtf16,
       "'utf-16-le' codec can't decode bytes in position 2-3: illegal encoding"},
      {"z\0\0\xdcz\0"sv, Charset::kUtf16,
       "'utf-16-le' codec can't decode bytes in position 2-3: illegal encoding"},
      {"\0z\xd8\0\0z"sv, Charset::kUtf16Be,
       "'utf-16-be' codec can't decode bytes in position 2-3: illegal UTF-16 surrogate"},
      {"\xff\xfe\0\0\0\xd8\0\0"sv, Charset::kUtf32,
       "'utf-32-le' codec can't decode bytes in position 4-7: code point in surrogate code point "
       "range(0xd800, 0xe000)"},
      {"\0\x11\0\0"sv, Charset::kUtf32Be,
       "'utf-32-be' codec can't decode bytes in position 0-3: code point not in range(0x110000)"},
  };
  for (const Wide& expected : cases) {
    const auto text = decode_charset(expected.bytes, expected.charset);
    ASSERT_FALSE(text.has_value()) << *text;
    EXPECT_EQ(text.error(), expected.text);
    EXPECT_EQ(decode_whole(expected.bytes, expected.charset).has_value(), text.error().ends_with("BOM"));
  }
}

TEST(Charset, ReplacesWhatIsNoCharacter) {
  const Wide cases[] = {
      {"ab\xe9", Charset::kAscii, "ab\ufffd"},
      {"a\x81\x80", *find_charset("cp1252"), "a\ufffd\u20ac"},
      {"\xEF\xBB\xBFz\xff", Charset::kUtf8Sig, "z\ufffd"},
      {"z\0z"sv, Charset::kUtf16, "z\ufffd"},
      {"\xfe\xff\0z\xd8\0\0z"sv, Charset::kUtf16, "z\ufffdz"},
      {"\0z\xd8\0\0"sv, Charset::kUtf16Be, "z\ufffd"},
      {"\xff\xfez\0b"sv, Charset::kUtf32, "\ufffd\ufffd"},
      {"z\0\0\0"sv, Charset::kUtf32, "z"},
  };
  for (const Wide& expected : cases) {
    EXPECT_EQ(decode_with_replacement(expected.bytes, expected.charset), expected.text);
  }
}

}  // namespace
}  // namespace narvi::http
