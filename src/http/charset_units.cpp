#include "http/charset_units.h"

namespace narvi::http {

namespace {

constexpr char32_t kHighSurrogates = 0xD800;
constexpr char32_t kLowSurrogates = 0xDC00;
constexpr char32_t kAfterSurrogates = 0xE000;

char32_t byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

/// `width` bytes as a number.
char32_t number(std::string_view bytes, std::size_t width, bool big_endian) {
  char32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = (value << 8) | byte_at(bytes, big_endian ? i : width - 1 - i);
  }
  return value;
}

CharsetUnit cut(std::size_t length) {
  return {.length = length, .fault = "unexpected end of data", .cut = true};
}

CharsetUnit utf16_unit(std::string_view bytes, bool big_endian) {
  if (bytes.size() < 2) {
    return cut(bytes.size());
  }
  const char32_t first = number(bytes, 2, big_endian);
  if (first < kHighSurrogates || first >= kAfterSurrogates) {
    return {.length = 2, .value = first};
  }
  if (first >= kLowSurrogates) {
    return {.length = 2, .fault = "illegal encoding"};
  }
  if (bytes.size() < 4) {
    return cut(bytes.size());
  }
  const char32_t second = number(bytes.substr(2), 2, big_endian);
  if (second < kLowSurrogates || second >= kAfterSurrogates) {
    return {.length = 2, .fault = "illegal UTF-16 surrogate"};
  }
  return {.length = 4, .value = 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)};
}

CharsetUnit utf32_unit(std::string_view bytes, bool big_endian) {
  if (bytes.size() < 4) {
    return cut(bytes.size());
  }
  const char32_t value = number(bytes, 4, big_endian);
  if (value > 0x10FFFF) {
    return {.length = 4, .fault = "code point not in range(0x110000)"};
  }
  if (value >= kHighSurrogates && value < kAfterSurrogates) {
    return {.length = 4, .fault = "code point in surrogate code point range(0xd800, 0xe000)"};
  }
  return {.length = 4, .value = value};
}

CharsetUnit page_unit(char32_t byte, const CodePage& page) {
  if (byte < 0x80) {
    return {.value = byte};
  }
  const char16_t value = page.high[byte - 0x80];
  if (value == kUndefined) {
    return {.fault = "character maps to <undefined>"};
  }
  return {.value = value};
}

std::size_t page_of(Charset charset) {
  return static_cast<std::size_t>(charset) - static_cast<std::size_t>(Charset::kFirstPage);
}

}  // namespace

CharsetUnit first_unit(std::string_view bytes, Charset charset) {
  const char32_t byte = byte_at(bytes, 0);
  switch (charset) {
    case Charset::kUtf16:
    case Charset::kUtf16Le:
    case Charset::kUtf16Be:
      return utf16_unit(bytes, charset == Charset::kUtf16Be);
    case Charset::kUtf32:
    case Charset::kUtf32Le:
    case Charset::kUtf32Be:
      return utf32_unit(bytes, charset == Charset::kUtf32Be);
    case Charset::kAscii:
      return byte < 0x80 ? CharsetUnit{.value = byte} : CharsetUnit{.fault = "ordinal not in range(128)"};
    case Charset::kUtf8:
    case Charset::kUtf8Sig:
    case Charset::kLatin1:
      return {.value = byte};
    default:
      return page_unit(byte, code_pages()[page_of(charset)]);
  }
}

std::string_view codec_name(Charset charset) {
  switch (charset) {
    case Charset::kUtf8:
    case Charset::kUtf8Sig:
      return "utf-8";
    case Charset::kAscii:
      return "ascii";
    case Charset::kLatin1:
      return "latin-1";
    case Charset::kUtf16:
    case Charset::kUtf16Le:
      return "utf-16-le";
    case Charset::kUtf16Be:
      return "utf-16-be";
    case Charset::kUtf32:
    case Charset::kUtf32Le:
      return "utf-32-le";
    case Charset::kUtf32Be:
      return "utf-32-be";
    default:
      return "charmap";
  }
}

}  // namespace narvi::http
