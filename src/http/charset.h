#pragma once
// The charset of a request body, by the names Python gives its codecs (contract drf §2.4: REST framework
// decodes a body by the charset parameter of Content-Type if Python knows it, else as UTF-8).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::http {

/// The values from kFirstPage on are code pages of one byte a character, in the order of
/// charset_page_table.cpp.
enum class Charset : std::uint8_t {
  kUtf8,
  kUtf8Sig,  ///< UTF-8 that may begin with a byte order mark
  kAscii,
  kLatin1,
  kUtf16,  ///< in the order that its byte order mark tells
  kUtf16Le,
  kUtf16Be,
  kUtf32,
  kUtf32Le,
  kUtf32Be,
  kFirstPage,
};

/// The charset of that name, in any case and with '-', '_' or blanks between words. Empty for names that
/// Python does not know, which are read as UTF-8; and so are its codecs of several bytes for East Asia,
/// EBCDIC, UTF-7 and those that are no charsets (zlib, rot13), which no client of these wires sends.
std::optional<Charset> find_charset(std::string_view name);

/// Bytes of a stream as UTF-8 (`codecs.getreader(name)(stream).read()`), or Python's text of the
/// UnicodeError. A character cut off by the end is dropped. kUtf8 is handed back as it is, and so is what
/// follows the mark of kUtf8Sig: the JSON reader finds their faults itself.
Result<std::string, std::string> decode_charset(std::string_view bytes, Charset charset);

/// `bytes.decode(name)` as UTF-8; nothing where Python raises.
std::optional<std::string> decode_whole(std::string_view bytes, Charset charset);

/// `bytes.decode(name, "replace")` as UTF-8: each fault becomes one U+FFFD.
std::string decode_with_replacement(std::string_view bytes, Charset charset);

}  // namespace narvi::http
