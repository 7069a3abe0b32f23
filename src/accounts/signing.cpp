#include "accounts/signing.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/base64.h"
#include "base/radix.h"
#include "crypto/deflate.h"
#include "crypto/hmac.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

using crypto::HashAlgorithm;
using http::json::Value;

constexpr char kCompressedMark = '.';
constexpr std::int64_t kFarthestSecond =
    1'000'000'000'000;  // far beyond any calendar, and no difference overflows

tl::unexpected<BadSignature> bad(SignatureFailure failure, std::string message) {
  return tl::unexpected<BadSignature>(BadSignature{failure, std::move(message)});
}

/// Seconds as Python prints them: whole numbers plainly, others as a float.
std::string seconds_text(Microseconds time) {
  const Seconds whole = std::chrono::floor<Seconds>(time);
  if (time == whole) {
    return std::to_string(whole.count());
  }
  return http::json::python_float(std::chrono::duration<double>(time).count());
}

/// Django reads JSON bytes as Latin-1; its writer only ever makes ASCII.
std::string latin1_to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80) {
      out.push_back(character);
    } else {
      out.push_back(static_cast<char>(0xC0U | (byte >> 6U)));
      out.push_back(static_cast<char>(0x80U | (byte & 0x3FU)));
    }
  }
  return out;
}

/// Undoes base64url and compression of a payload whose signature is right.
std::optional<std::string> unpack(std::string_view payload, std::size_t limit) {
  const bool compressed = payload.starts_with(kCompressedMark);
  if (compressed) {
    payload.remove_prefix(1);
  }
  std::optional<std::string> bytes = base64_decode_lenient(repaired_padding(payload), Base64Alphabet::kUrl);
  if (!bytes || !compressed) {
    return bytes;
  }
  Result<std::string> inflated = crypto::inflate(*bytes, limit);
  return inflated ? std::optional(std::move(*inflated)) : std::nullopt;
}

}  // namespace

crypto::Digest salted_hmac(HashAlgorithm algorithm, std::string_view key_salt, std::string_view value,
                           const SecretText& secret) {
  const crypto::Digest key = crypto::digest(algorithm, {key_salt, secret.reveal()});
  return crypto::hmac(algorithm, key.bytes(), value);
}

SigningKeys signing_keys(const DjangoBehaviour& version, SecretText key, std::vector<SecretText> fallbacks) {
  SigningKeys keys;
  keys.key = std::move(key);
  if (version.secret_key_fallbacks) {
    keys.fallbacks = std::move(fallbacks);
  }
  keys.accepts_sha1 = version.accepts_sha1;
  return keys;
}

Signer::Signer(const SigningKeys& keys, std::string_view salt, std::string_view separator,
               HashAlgorithm algorithm)
    : keys_(keys), key_salt_(std::string(salt) + "signer"), separator_(separator), algorithm_(algorithm) {
  assert(!separator_.empty());
}

std::string Signer::signature(std::string_view value, const SecretText& key, HashAlgorithm algorithm) const {
  return base64_url_encode(salted_hmac(algorithm, key_salt_, value, key).bytes());
}

std::string Signer::signature(std::string_view value) const {
  return signature(value, keys_.key, algorithm_);
}

std::string Signer::sign(std::string_view value) const {
  return std::string(value) + separator_ + signature(value);
}

bool Signer::verifies(std::string_view value, std::string_view given) const {
  if (crypto::same(given, signature(value)) ||
      (keys_.accepts_sha1 && crypto::same(given, signature(value, keys_.key, HashAlgorithm::kSha1)))) {
    return true;
  }
  return std::any_of(keys_.fallbacks.begin(), keys_.fallbacks.end(), [&](const SecretText& key) {
    return crypto::same(given, signature(value, key, algorithm_));
  });
}

Result<std::string, BadSignature> Signer::unsign(std::string_view signed_value) const {
  const std::size_t split = signed_value.rfind(separator_);
  if (split == std::string_view::npos) {
    return bad(SignatureFailure::kNoSeparator, "No \"" + separator_ + "\" found in value");
  }
  const std::string_view value = signed_value.substr(0, split);
  const std::string_view given = signed_value.substr(split + separator_.size());
  if (!verifies(value, given)) {
    return bad(SignatureFailure::kMismatch, "Signature \"" + std::string(given) + "\" does not match");
  }
  return std::string(value);
}

std::string sign_with_timestamp(const Signer& signer, std::string_view value, Instant now) {
  const Seconds seconds = std::chrono::floor<Seconds>(now.time_since_epoch());
  return signer.sign(std::string(value).append(signer.separator()).append(to_base62(seconds.count())));
}

Result<Timestamped, BadSignature> unsign_with_timestamp(const Signer& signer, std::string_view signed_value,
                                                        Instant now, std::optional<Microseconds> max_age) {
  Result<std::string, BadSignature> unsigned_value = signer.unsign(signed_value);
  if (!unsigned_value) {
    return tl::unexpected<BadSignature>(std::move(unsigned_value.error()));
  }
  const std::size_t split = unsigned_value->rfind(signer.separator());
  if (split == std::string::npos) {
    // Upstream raises an unpacking error here, which nobody catches.
    return bad(SignatureFailure::kMalformed, "Signed value has no timestamp");
  }
  const std::optional<std::int64_t> seconds =
      from_base62(std::string_view(*unsigned_value).substr(split + signer.separator().size()));
  if (!seconds || *seconds > kFarthestSecond || *seconds < -kFarthestSecond) {
    return bad(SignatureFailure::kMalformed, "Signed value has a malformed timestamp");
  }
  const Instant signed_at{Seconds(*seconds)};
  const Microseconds age = now - signed_at;
  if (max_age && age > *max_age) {
    return bad(SignatureFailure::kExpired,
               "Signature age " + seconds_text(age) + " > " + seconds_text(*max_age) + " seconds");
  }
  unsigned_value->resize(split);
  return Timestamped{std::move(*unsigned_value), signed_at};
}

std::string dumps(const Value& value, const SigningKeys& keys, std::string_view salt, Compression compression,
                  Instant now) {
  const std::string json = http::json::write(value, http::json::Style::kCompactAscii);
  std::string payload;
  if (compression == Compression::kIfShorter) {
    const std::string compressed = crypto::deflate(json);
    if (compressed.size() + 1 < json.size()) {
      payload = kCompressedMark + base64_url_encode(compressed);
    }
  }
  if (payload.empty()) {
    payload = base64_url_encode(json);
  }
  return sign_with_timestamp(Signer(keys, salt), payload, now);
}

Result<Value, BadSignature> loads(std::string_view text, const SigningKeys& keys, std::string_view salt,
                                  Instant now, std::optional<Microseconds> max_age, std::size_t limit) {
  const Signer signer(keys, salt);
  Result<Timestamped, BadSignature> payload = unsign_with_timestamp(signer, text, now, max_age);
  if (!payload) {
    return tl::unexpected<BadSignature>(std::move(payload.error()));
  }
  const std::optional<std::string> bytes = unpack(payload->value, limit);
  if (!bytes) {
    return bad(SignatureFailure::kMalformed, "Signed value cannot be unpacked");
  }
  Result<Value, http::json::ReadError> value =
      http::json::read(latin1_to_utf8(*bytes), http::json::Constants::kAllowed);
  if (!value) {
    return bad(SignatureFailure::kMalformed, "Signed value is not JSON");
  }
  return std::move(*value);
}

}  // namespace narvi::accounts
