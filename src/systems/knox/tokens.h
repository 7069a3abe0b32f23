#pragma once
// Tokens as pure rules: how one is made, and what of it stands in the table (knox §6.1, §6.2).

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "systems/knox/options.h"

namespace narvi::systems::knox {

/// Characters of a token that stand in token_key: of 5.x, and of 2.2.1 to 4.2.
inline constexpr std::size_t kKeyLength = 15;
inline constexpr std::size_t kLegacyKeyLength = 8;

/// Prefix and random bytes in lower-case hexadecimal.
SecretText new_token(const TokenShape& shape, Random& random);

/// The first `length` characters of `token`, which is UTF-8; all of it if it is shorter.
std::string token_key(std::string_view token, std::size_t length = kKeyLength);

/// 5.x: the hash of the text.
std::string digest_of(const crypto::NamedHash& hash, std::string_view token);

/// 4.2: the hash of the bytes that the text means in hexadecimal, in either case. Empty if it means none,
/// which is "Invalid token.".
std::optional<std::string> hex_digest_of(const crypto::NamedHash& hash, std::string_view token);

/// 2.0 to 4.1: the same with the row's salt behind it. Empty also if the salt is not hexadecimal.
std::optional<std::string> salted_digest_of(const crypto::NamedHash& hash, std::string_view token,
                                            std::string_view salt);

/// False for what no row can be found by: bytes that are not UTF-8, and NUL, which no row can hold and which
/// PostgreSQL would answer with an error (knox §3, row 4).
bool may_be_token(std::string_view given);

/// Expired: strictly before `now` (knox §3).
inline bool is_expired(const std::optional<Instant>& expiry, Instant now) {
  return expiry && *expiry < now;
}

/// The expiry that AUTO_REFRESH gives a token (knox §3.1); empty: it stays.
std::optional<Instant> renewed_expiry(const Renewal& renewal, Instant created,
                                      const std::optional<Instant>& expiry, Instant now);

/// Whether a renewal at `now` goes no further than AUTO_REFRESH_MAX_TTL lets it (knox §7, logging).
bool is_capped(const Renewal& renewal, Instant created, Instant now);

/// `now` and the lifetime, within what a database can hold. Empty: never.
std::optional<Instant> first_expiry(const std::optional<Seconds>& ttl, Instant now);

}  // namespace narvi::systems::knox
