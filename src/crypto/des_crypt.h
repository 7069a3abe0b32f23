#pragma once
// The crypt(3) of 1979: 25 times DES, 56 bits of the password. Only to verify what is stored.

#include <optional>
#include <string>
#include <string_view>

namespace narvi::crypto {

inline constexpr std::size_t kDesCryptSaltLength = 2;
inline constexpr std::size_t kDesCryptLength = 13;

/// The 13 characters, the first two of which are the salt. Empty optional if `salt` is not two characters of
/// `./0-9A-Za-z`. Only the first 8 bytes of `password` count; one with a NUL throws std::logic_error.
std::optional<std::string> des_crypt(std::string_view password, std::string_view salt);

}  // namespace narvi::crypto
