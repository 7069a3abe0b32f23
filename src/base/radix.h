#pragma once
// Integers as text in base 36 (Django's link tokens) and base 62 (Django's signed timestamps).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace narvi {

/// Digits 0-9a-z, most significant first.
std::string to_base36(std::uint64_t value);

/// Reads base 36 as Python's int(text, 36) does, which Django calls: any case, a sign, outer blanks, single
/// underscores between digits. Empty optional for more than 13 characters (Django's guard), no digit, or a
/// value outside 64 bits.
std::optional<std::int64_t> from_base36(std::string_view text);

/// Digits 0-9A-Za-z, most significant first, '-' before negative values (contract django-sessions-csrf §6.1).
std::string to_base62(std::int64_t value);

/// Reads what to_base62 writes. Empty optional for foreign characters, no digit, or a value outside 64 bits.
std::optional<std::int64_t> from_base62(std::string_view text);

}  // namespace narvi
