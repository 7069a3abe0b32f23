#include "systems/knox/tokens.h"

#include <algorithm>

#include "base/utf8.h"
#include "database/time_text.h"

namespace narvi::systems::knox {

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Python's unhexlify.
std::optional<std::string> bytes_of_hex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = digit_of(text[at]);
    const int low = digit_of(text[at + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

/// `from` moved by `by`, kept within the years that a database can hold.
Instant moved(Instant from, Seconds by) {
  const Instant first = database::earliest_instant();
  const Instant last = database::latest_instant();
  if (by > std::chrono::floor<Seconds>(last - from)) {
    return last;
  }
  return by < std::chrono::ceil<Seconds>(first - from) ? first : from + by;
}

}  // namespace

SecretText new_token(const TokenShape& shape, Random& random) {
  return SecretText(shape.prefix + random.hex(shape.random_bytes));
}

std::string token_key(std::string_view token, std::size_t length) {
  std::size_t end = 0;
  for (std::size_t characters = 0; characters < length && end < token.size(); ++characters) {
    end += first_code_point(token.substr(end)).length;
  }
  return std::string(token.substr(0, end));
}

std::string digest_of(const crypto::NamedHash& hash, std::string_view token) {
  return hash.of({token}).hex();
}

std::optional<std::string> hex_digest_of(const crypto::NamedHash& hash, std::string_view token) {
  return salted_digest_of(hash, token, {});
}

std::optional<std::string> salted_digest_of(const crypto::NamedHash& hash, std::string_view token,
                                            std::string_view salt) {
  const std::optional<std::string> bytes = bytes_of_hex(token);
  const std::optional<std::string> salt_bytes = bytes_of_hex(salt);
  if (!bytes || !salt_bytes) {
    return std::nullopt;
  }
  return hash.of({*bytes, *salt_bytes}).hex();
}

bool may_be_token(std::string_view given) {
  return given.find('\0') == std::string_view::npos && !find_utf8_fault(given);
}

std::optional<Instant> renewed_expiry(const Renewal& renewal, Instant created,
                                      const std::optional<Instant>& expiry, Instant now) {
  if (!renewal.on || !renewal.ttl || !expiry) {
    return std::nullopt;
  }
  Instant renewed = moved(now, *renewal.ttl);
  if (renewal.max_ttl) {
    renewed = std::min(renewed, moved(created, *renewal.max_ttl));
  }
  return renewed - *expiry > renewal.min_interval ? std::optional(renewed) : std::nullopt;
}

bool is_capped(const Renewal& renewal, Instant created, Instant now) {
  return renewal.ttl && renewal.max_ttl && moved(created, *renewal.max_ttl) < moved(now, *renewal.ttl);
}

std::optional<Instant> first_expiry(const std::optional<Seconds>& ttl, Instant now) {
  return ttl ? std::optional(moved(now, *ttl)) : std::nullopt;
}

}  // namespace narvi::systems::knox
