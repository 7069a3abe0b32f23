#pragma once
// CSRF secrets and their masked tokens (contract django-sessions-csrf §3.4, §6.5).

#include <cstddef>
#include <string>
#include <string_view>

#include "base/random.h"

namespace narvi::accounts {

inline constexpr std::size_t kCsrfSecretLength = 32;
inline constexpr std::size_t kCsrfTokenLength = 64;

enum class CsrfFormat { kGood, kBadLength, kBadCharacters };

/// 32 or 64 letters and digits; the length is looked at first, as Django does.
CsrfFormat csrf_format(std::string_view token);

/// A new secret of 32 characters.
std::string new_csrf_secret(Random& random);

/// The token for `secret` under `mask`, both 32 letters and digits.
std::string mask_csrf_secret(std::string_view secret, std::string_view mask);

/// The token for `secret` under a fresh mask: what forms and headers carry.
std::string new_csrf_token(std::string_view secret, Random& random);

/// The secret in `token`: a 64-character token is unmasked, a bare secret is itself. `token` is of good
/// format.
std::string csrf_secret_of(std::string_view token);

/// Whether both hold the same secret, masked or not, in constant time. False unless both are of good format.
bool csrf_tokens_match(std::string_view left, std::string_view right);

}  // namespace narvi::accounts
