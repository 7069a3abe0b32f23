#pragma once
// One character of a charset at a time, with Python's words for what is none.

#include <cstddef>
#include <span>
#include <string_view>

#include "http/charset.h"

namespace narvi::http {

/// What stands at the start of some bytes.
struct CharsetUnit {
  std::size_t length = 1;    ///< bytes it takes, at least 1
  char32_t value = 0;        ///< the character, if `fault` is empty
  std::string_view fault{};  ///< why it is none, as a UnicodeDecodeError says
  bool cut = false;          ///< the fault is only that the bytes end here
};

/// The first character of `bytes`, which must not be empty. `charset`: not one of UTF-8, and of the others
/// one that knows its byte order.
CharsetUnit first_unit(std::string_view bytes, Charset charset);

/// What UnicodeDecodeError calls the codec: "utf-16-le", "charmap".
std::string_view codec_name(Charset charset);

/// A code page. Its bytes below 0x80 are ASCII.
struct CodePage {
  std::string_view module;   ///< Python's module: "cp1252"
  std::string_view aliases;  ///< its aliases with blanks between: "1252 windows_1252"
  std::u16string_view high;  ///< what the bytes from 0x80 to 0xFF mean
};

/// In a code page: no character.
inline constexpr char16_t kUndefined = 0xFFFE;

std::span<const CodePage> code_pages();

}  // namespace narvi::http
