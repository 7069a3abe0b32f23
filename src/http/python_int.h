#pragma once
// Python's int() of a text, which clients may use for parameters of headers (contract drf §2.4, `indent`).

#include <cstdint>
#include <optional>
#include <string_view>

namespace narvi::http {

/// int(text): blanks around, a sign, digits of ASCII with single underscores between them, at most 4300
/// digits (Python's limit). What lies beyond 64 bits is the nearest number within. Nothing where Python
/// raises.
std::optional<std::int64_t> python_int(std::string_view text);

}  // namespace narvi::http
