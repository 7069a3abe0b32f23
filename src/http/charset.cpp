#include "http/charset.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/utf8.h"

namespace narvi::http {

namespace {

constexpr std::size_t kLongestName = 40;

struct Name {
  std::string_view name;
  Charset charset;
};

/// Python's aliases (encodings/aliases.py), as `normalised` writes them.
constexpr std::array<Name, 30> kNames = {{
    {"utf_8", Charset::kUtf8},        {"utf8", Charset::kUtf8},
    {"u8", Charset::kUtf8},           {"utf", Charset::kUtf8},
    {"utf8_ucs2", Charset::kUtf8},    {"utf8_ucs4", Charset::kUtf8},
    {"cp65001", Charset::kUtf8},      {"latin_1", Charset::kLatin1},
    {"latin1", Charset::kLatin1},     {"latin", Charset::kLatin1},
    {"l1", Charset::kLatin1},         {"8859", Charset::kLatin1},
    {"cp819", Charset::kLatin1},      {"ibm819", Charset::kLatin1},
    {"iso8859", Charset::kLatin1},    {"iso8859_1", Charset::kLatin1},
    {"iso_8859_1", Charset::kLatin1}, {"iso_8859_1_1987", Charset::kLatin1},
    {"iso_ir_100", Charset::kLatin1}, {"csisolatin1", Charset::kLatin1},
    {"ascii", Charset::kAscii},       {"us_ascii", Charset::kAscii},
    {"us", Charset::kAscii},          {"646", Charset::kAscii},
    {"cp367", Charset::kAscii},       {"ibm367", Charset::kAscii},
    {"iso646_us", Charset::kAscii},   {"iso_646.irv_1991", Charset::kAscii},
    {"iso_ir_6", Charset::kAscii},    {"ansi_x3.4_1968", Charset::kAscii},
}};

bool is_word(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character == '.';
}

/// Lower case, each run of other characters between words one underscore.
std::string normalised(std::string_view name) {
  std::string out;
  bool gap = false;
  for (char character : name) {
    if (character >= 'A' && character <= 'Z') {
      character = static_cast<char>(character - 'A' + 'a');
    }
    if (!is_word(character)) {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) {
      out.push_back('_');
    }
    gap = false;
    out.push_back(character);
  }
  return out;
}

}  // namespace

std::optional<Charset> find_charset(std::string_view name) {
  if (name.size() > kLongestName) {
    return std::nullopt;
  }
  const std::string wanted = normalised(name);
  const auto found = std::ranges::find(kNames, wanted, &Name::name);
  return found == kNames.end() ? std::nullopt : std::optional(found->charset);
}

Result<std::string, std::string> decode_charset(std::string_view bytes, Charset charset) {
  if (charset == Charset::kLatin1) {
    return utf8_from_latin1(bytes);
  }
  if (charset == Charset::kAscii) {
    const auto high = std::ranges::find_if(bytes, [](char byte) { return (byte & 0x80) != 0; });
    if (high != bytes.end()) {
      char text[96];
      std::snprintf(text, sizeof text,
                    "'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in range(128)",
                    static_cast<unsigned>(static_cast<unsigned char>(*high)),
                    static_cast<std::size_t>(high - bytes.begin()));
      return tl::unexpected<std::string>(text);
    }
  }
  return std::string(bytes);
}

}  // namespace narvi::http
