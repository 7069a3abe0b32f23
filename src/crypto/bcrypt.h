#pragma once
// bcrypt by libxcrypt.

#include <optional>
#include <string>
#include <string_view>

namespace narvi::crypto {

inline constexpr unsigned kFewestBcryptRounds = 4;
inline constexpr unsigned kMostBcryptRounds = 31;
inline constexpr std::size_t kBcryptSaltLength = 22;
inline constexpr std::size_t kBcryptHashLength = 31;

/// `$2b$<rounds>$<salt><hash>`, 60 characters. `salt`: 22 characters of bcrypt's own base64; the last one
/// holds two bits, and comes back in its canonical spelling. Empty optional if a character is foreign. Only
/// the first 72 bytes of `password` count. The library reads C strings, so a password with a NUL is a bug of
/// the caller and throws std::logic_error; so do rounds out of range (2^rounds is the cost). Throws
/// std::bad_alloc if there is no memory.
std::optional<std::string> bcrypt(std::string_view password, unsigned rounds, std::string_view salt);

}  // namespace narvi::crypto
