#pragma once
// Django's signing: salted HMACs, Signer, TimestampSigner and dumps/loads, byte for byte
// (contract django-auth §6, django-sessions-csrf §6.1, §6.2).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/compat.h"
#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/digest.h"
#include "http/python_json.h"

namespace narvi::accounts {

/// HMAC of `value` with the key H(key_salt || secret).
crypto::Digest salted_hmac(crypto::HashAlgorithm algorithm, std::string_view key_salt, std::string_view value,
                           const SecretText& secret);

/// The keys of a site as its version of Django uses them.
struct SigningKeys {
  SecretText key;                     ///< SECRET_KEY: signs, and is tried first
  std::vector<SecretText> fallbacks;  ///< SECRET_KEY_FALLBACKS: verify only
  bool accepts_sha1 = false;          ///< also verify what Django <= 3.0 signed
};

/// The keys that `version` would use: fallbacks do not exist before 4.1, SHA-1 is read by 3.2 only.
SigningKeys signing_keys(const DjangoBehaviour& version, SecretText key, std::vector<SecretText> fallbacks);

enum class SignatureFailure {
  kNoSeparator,
  kMismatch,
  kMalformed,  ///< the signature is right, what was signed is not of the expected form
  kExpired,
};

/// `message` is Django's text and may be shown; it repeats the signature that was sent, never the right one.
struct BadSignature {
  SignatureFailure failure;
  std::string message;
};

inline constexpr std::string_view kSignerSalt = "django.core.signing.Signer";
inline constexpr std::string_view kTimestampSignerSalt = "django.core.signing.TimestampSigner";
inline constexpr std::string_view kDumpsSalt = "django.core.signing";

/// `value:signature`.
class Signer {
 public:
  /// `keys` must outlive the signer. `separator` is neither empty nor made of base64url characters only.
  Signer(const SigningKeys& keys, std::string_view salt, std::string_view separator = ":",
         crypto::HashAlgorithm algorithm = crypto::HashAlgorithm::kSha256);

  std::string signature(std::string_view value) const;
  std::string sign(std::string_view value) const;
  /// The value in front of the last separator, if its signature is right under any key. Constant time per
  /// key.
  Result<std::string, BadSignature> unsign(std::string_view signed_value) const;

  std::string_view separator() const { return separator_; }

 private:
  std::string signature(std::string_view value, const SecretText& key, crypto::HashAlgorithm algorithm) const;
  bool verifies(std::string_view value, std::string_view signature) const;

  const SigningKeys& keys_;
  std::string key_salt_;
  std::string separator_;
  crypto::HashAlgorithm algorithm_;
};

/// A value that was signed at a known second.
struct Timestamped {
  std::string value;
  Instant signed_at;
};

/// `value:timestamp:signature`, timestamp in whole seconds, base 62.
std::string sign_with_timestamp(const Signer& signer, std::string_view value, Instant now);

/// Verifies and, if `max_age` is given, refuses what is older (equal is fine, the future too). `now` is
/// looked at only for that.
Result<Timestamped, BadSignature> unsign_with_timestamp(const Signer& signer, std::string_view signed_value,
                                                        Instant now,
                                                        std::optional<Microseconds> max_age = std::nullopt);

enum class Compression {
  kNever,
  kIfShorter,  ///< zlib, when it saves more than the dot that marks it; sessions always ask for this
};

/// JSON, perhaps compressed, base64url, timestamp, signature.
std::string dumps(const http::json::Value& value, const SigningKeys& keys, std::string_view salt,
                  Compression compression, Instant now);

/// The value that `dumps` signed. What is decompressed is bounded by `limit` bytes, and only after the
/// signature proved right.
Result<http::json::Value, BadSignature> loads(std::string_view text, const SigningKeys& keys,
                                              std::string_view salt, Instant now,
                                              std::optional<Microseconds> max_age = std::nullopt,
                                              std::size_t limit = std::size_t{4} << 20U);

}  // namespace narvi::accounts
