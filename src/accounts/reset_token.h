#pragma once
// Links that let people choose a new password: Django's PasswordResetTokenGenerator, byte for byte, which
// other packages use under key salts of their own (contract django-auth §6.4, §7).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/compat.h"
#include "accounts/signing.h"
#include "accounts/user.h"
#include "base/clock.h"
#include "base/secret.h"
#include "base/time_zone.h"
#include "crypto/digest.h"

namespace narvi::accounts {

inline constexpr std::string_view kResetKeySalt = "django.contrib.auth.tokens.PasswordResetTokenGenerator";

struct ResetTokenOptions {
  std::string key_salt{kResetKeySalt};
  crypto::HashAlgorithm algorithm = crypto::HashAlgorithm::kSha256;
  /// Of a generator with keys of its own; empty: the site's.
  std::optional<SecretText> secret;
  /// Of a generator with fallbacks of its own, also none; empty: the site's. Django 3.2 knows no fallbacks.
  std::optional<std::vector<SecretText>> secret_fallbacks;
  /// TIME_ZONE: tokens count the seconds that its clocks show.
  TimeZone zone;
  /// USE_TZ: last_login goes into the token in UTC; else in the time of `zone`.
  bool use_tz = true;
  Seconds timeout{259'200};  ///< PASSWORD_RESET_TIMEOUT
  /// What is authenticated, made of Django's own input and of what the caller of make and check gave besides
  /// (a generator that also mixes in rows of another table). Empty: the one behind the other.
  std::function<std::string(std::string standard, const User& user, std::string_view more)> hash_input;
};

/// Makes and checks tokens. A token dies when the password, the time of the last login or the address
/// changes, so it serves once. Thread-safe.
class ResetTokens {
 public:
  /// `version` and `keys` outlive the object.
  ResetTokens(const DjangoBehaviour& version, const SigningKeys& keys, ResetTokenOptions options = {});

  /// `<seconds since 2001 in base 36>-<32 hexadecimal digits>` (20 with SHA-1). `now` before 2001 counts as
  /// 2001.
  std::string make(const User& user, Instant now, std::string_view more = {}) const;

  /// Whether `token`, from a client, was made for `user` as it is now, at most the timeout ago. Takes a time
  /// that does not depend on where the token differs. A token of the future is accepted, as upstream.
  bool check(const User& user, std::string_view token, Instant now, std::string_view more = {}) const;
  /// The same with another timeout.
  bool check(const User& user, std::string_view token, Instant now, Seconds timeout,
             std::string_view more = {}) const;

 private:
  /// Seconds since 2001 on the wall.
  std::int64_t wall_seconds(Instant now) const;
  std::string hash_input(const User& user, std::int64_t timestamp, std::string_view more) const;
  std::string token(std::int64_t timestamp, std::string_view input, const SecretText& secret,
                    crypto::HashAlgorithm algorithm) const;
  bool is_authentic(const User& user, std::string_view given, std::int64_t timestamp,
                    std::string_view more) const;
  const SecretText& secret() const;
  const std::vector<SecretText>& fallbacks() const;

  const DjangoBehaviour* version_;
  const SigningKeys* keys_;
  ResetTokenOptions options_;
};

/// A user's key in a link: base64url of its text, without padding.
std::string encode_uid(const UserKey& key);

/// The bytes that a uid from a link stands for. Foreign characters are skipped, as upstream; empty optional
/// where upstream raises.
std::optional<std::string> decode_uid(std::string_view uid);

/// The key in a link. Empty for whatever names no key of that type.
std::optional<UserKey> user_key_of_uid(std::string_view uid, UserKeyType type);

}  // namespace narvi::accounts
