#pragma once
// knox's settings as values. With defaults every byte of upstream holds (knox §4).

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/settings.h"
#include "crypto/named_hash.h"
#include "rest/datetime_format.h"
#include "rest/limit_policy.h"

namespace narvi::systems::knox {

/// Rows of [systems.knox].
std::span<const Setting> settings();

/// What the login endpoint wants.
enum class LoginMode {
  kDefault,             ///< a caller whom another scheme has proven
  kPassword,            ///< name and password in the body (knox §2.4)
  kPasswordAndSession,  ///< and opens a session, as upstream's documentation shows
};

/// When a user's expired tokens are deleted (knox §3, steps 5 and 6).
enum class CleanUp {
  kByKey,     ///< as upstream: as soon as somebody knows the first 15 characters of one of his tokens
  kVerified,  ///< when one of his tokens was presented whole
  kOff,       ///< never by a request
};

/// What makes a token, and what of it is stored.
struct TokenShape {
  crypto::NamedHash hash;
  std::string prefix;
  std::size_t random_bytes;  ///< written as two hexadecimal digits each
};

struct Renewal {
  bool on = false;
  std::optional<Seconds> ttl;      ///< TOKEN_TTL
  std::optional<Seconds> max_ttl;  ///< AUTO_REFRESH_MAX_TTL
  Seconds min_interval{0};
};

struct Options {
  TokenShape shape;
  std::optional<Seconds> ttl;  ///< empty: never expires
  Renewal renewal;
  std::vector<std::string> user_fields;  ///< of the answer's "user"; empty: there is none
  std::optional<std::int64_t> limit;
  rest::LimitPolicy limit_policy = rest::LimitPolicy::kRefuse;
  std::string header_prefix;
  rest::DateTimeFormat expiry_format;
  std::string table;
  LoginMode login_mode = LoginMode::kDefault;
  CleanUp clean_up = CleanUp::kByKey;
  bool legacy_digests = false;
  bool fall_through = false;
  bool token_endpoints = false;
};

/// Reads and checks them. The error names the line, the key and what it should be.
Result<Options> read_options(const Settings& settings);

/// knox §4: TOKEN_PREFIX.
inline constexpr std::size_t kLongestPrefix = 10;

}  // namespace narvi::systems::knox
