#pragma once
// The charset of a request body, by the names Python gives its codecs (contract drf §2.4: REST framework
// decodes JSON by the charset parameter of Content-Type if Python knows it, else as UTF-8).

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace narvi::http {

enum class Charset { kUtf8, kLatin1, kAscii };

/// The charset of that name, in any case and with '-', '_' or blanks between words; empty for others, which
/// are read as UTF-8. (Python knows a hundred more; no client of these wires sends them.)
std::optional<Charset> find_charset(std::string_view name);

/// Bytes as UTF-8, or Python's text of the UnicodeDecodeError. kUtf8 is handed back as it is: the JSON reader
/// finds its faults itself.
Result<std::string, std::string> decode_charset(std::string_view bytes, Charset charset);

}  // namespace narvi::http
