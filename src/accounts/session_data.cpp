#include "accounts/session_data.h"

#include <optional>
#include <utility>

#include "base/base64.h"
#include "base/log.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

using crypto::HashAlgorithm;
using http::json::Object;
using http::json::Value;
using Outcome = DecodedSession::Outcome;

constexpr std::string_view kLegacySalt =
    "django.contrib.sessionsSessionStore";  // the missing dot is Django's
constexpr std::string_view kAuthHashSalt =
    "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";

DecodedSession read_object(Value value) {
  Object* const object = value.object();
  return object != nullptr ? DecodedSession{Outcome::kRead, std::move(*object)}
                           : DecodedSession{Outcome::kUnreadable, {}};
}

/// base64(hex40 ":" json), written by Django <= 3.0.
DecodedSession decode_legacy(std::string_view encoded, const SigningKeys& keys) {
  const std::optional<std::string> bytes = base64_decode(encoded);
  const std::size_t colon = bytes ? bytes->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return {Outcome::kCorrupted, {}};
  }
  const std::string_view hash = std::string_view(*bytes).substr(0, colon);
  const std::string_view json = std::string_view(*bytes).substr(colon + 1);
  if (!crypto::same(hash, salted_hmac(HashAlgorithm::kSha1, kLegacySalt, json, keys.key).hex())) {
    return {Outcome::kCorrupted, {}};
  }
  Result<Value, http::json::ReadError> value = http::json::read(json, http::json::Constants::kAllowed);
  return value ? read_object(std::move(*value)) : DecodedSession{Outcome::kUnreadable, {}};
}

std::string auth_hash(HashAlgorithm algorithm, const SecretText& password_column, const SecretText& key) {
  return salted_hmac(algorithm, kAuthHashSalt, password_column.reveal(), key).hex();
}

}  // namespace

std::string encode_session(const Object& data, const SigningKeys& keys, Instant now, std::string_view salt) {
  return dumps(Value(data), keys, salt, Compression::kIfShorter, now);
}

DecodedSession decode_session(std::string_view encoded, const SigningKeys& keys, std::string_view salt) {
  Result<Value, BadSignature> value = loads(encoded, keys, salt, Instant());
  if (value) {
    return read_object(std::move(*value));
  }
  if (value.error().failure == SignatureFailure::kMalformed) {
    return {Outcome::kUnreadable, {}};
  }
  return keys.accepts_sha1 ? decode_legacy(encoded, keys) : DecodedSession{Outcome::kCorrupted, {}};
}

Object readable_session(std::string_view encoded, const SigningKeys& keys) {
  DecodedSession decoded = decode_session(encoded, keys);
  if (decoded.outcome == Outcome::kCorrupted) {
    log_warning("Session data corrupted", {{"hint", "is the old key in secret_key_fallbacks?"}});
  }
  return std::move(decoded.data);
}

std::string session_auth_hash(const SecretText& password_column, const SecretText& key) {
  return auth_hash(HashAlgorithm::kSha256, password_column, key);
}

SessionHashMatch match_session_auth_hash(std::string_view session_hash, const SecretText& password_column,
                                         const SigningKeys& keys) {
  if (crypto::same(session_hash, session_auth_hash(password_column, keys.key))) {
    return SessionHashMatch::kCurrent;
  }
  if (keys.accepts_sha1 &&
      crypto::same(session_hash, auth_hash(HashAlgorithm::kSha1, password_column, keys.key))) {
    return SessionHashMatch::kLegacy;
  }
  for (const SecretText& key : keys.fallbacks) {
    if (crypto::same(session_hash, session_auth_hash(password_column, key))) {
      return SessionHashMatch::kFallback;
    }
  }
  return SessionHashMatch::kNone;
}

}  // namespace narvi::accounts
