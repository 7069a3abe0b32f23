#pragma once
// What the readers of encoded password hashes share: fields between `$` and numbers.

#include <optional>
#include <string_view>

namespace narvi::accounts {

/// The salt of decoys: as long as a real one.
inline constexpr std::string_view kDecoySalt = "aaaaaaaaaaaaaaaaaaaaaa";

/// Cuts off what stands before the next `$`; `rest` goes on behind it. Empty optional if there is none.
std::optional<std::string_view> take_field(std::string_view& rest);

/// Reads a cost of at least 1 as Python's str(int) writes it. A number that does not fit gives the largest
/// one, which is over every ceiling. Django also reads other spellings, but then compares the whole text with
/// what it would write, so that they never verify.
std::optional<unsigned> read_cost(std::string_view text);

/// True for a salt of less than 128 bits: fewer than 22 characters of an alphabet of 62 (contract django-auth
/// §6.2). Characters count, not bytes.
bool is_short_salt(std::string_view salt);

}  // namespace narvi::accounts
