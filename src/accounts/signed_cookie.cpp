#include "accounts/signed_cookie.h"

#include "base/utf8.h"

namespace narvi::accounts {

namespace {

SecretText cookie_key(const SecretText& key) {
  return SecretText("django.http.cookies" + key.reveal());
}

std::string joined_salt(std::string_view name, std::string_view salt) {
  return std::string(name).append(salt);
}

/// The length in front says where the salt ends, so no other pair gives the same text.
std::string separated_salt(std::string_view name, std::string_view salt) {
  return "django.http.cookies.v2:" + std::to_string(count_code_points(salt)) + ":" + std::string(salt) +
         std::string(name);
}

Result<std::string, BadSignature> unsign_with(const Signer& signer, std::string_view cookie_value,
                                              Instant now, std::optional<Microseconds> max_age) {
  Result<Timestamped, BadSignature> read = unsign_with_timestamp(signer, cookie_value, now, max_age);
  if (!read) {
    return tl::unexpected<BadSignature>(std::move(read.error()));
  }
  return std::move(read->value);
}

}  // namespace

SignedCookies::SignedCookies(const DjangoBehaviour& version, const SigningKeys& keys,
                             std::optional<bool> legacy_fallback)
    : separates_(version.signed_cookie_v2),
      legacy_fallback_(legacy_fallback.value_or(version.signed_cookie_legacy_fallback)) {
  keys_.key = cookie_key(keys.key);
  keys_.accepts_sha1 = keys.accepts_sha1;
  for (const SecretText& fallback : keys.fallbacks) {
    keys_.fallbacks.push_back(cookie_key(fallback));
  }
}

std::string SignedCookies::sign(std::string_view name, std::string_view salt, std::string_view value,
                                Instant now) const {
  const Signer signer(keys_, separates_ ? separated_salt(name, salt) : joined_salt(name, salt));
  return sign_with_timestamp(signer, value, now);
}

Result<std::string, BadSignature> SignedCookies::unsign(std::string_view name, std::string_view salt,
                                                        std::string_view cookie_value, Instant now,
                                                        std::optional<Microseconds> max_age) const {
  const Signer joined(keys_, joined_salt(name, salt));
  if (!separates_) {
    return unsign_with(joined, cookie_value, now, max_age);
  }
  const Signer separated(keys_, separated_salt(name, salt));
  Result<std::string, BadSignature> read = unsign_with(separated, cookie_value, now, max_age);
  if (read || !legacy_fallback_ || read.error().failure == SignatureFailure::kExpired) {
    return read;
  }
  return unsign_with(joined, cookie_value, now, max_age);
}

}  // namespace narvi::accounts
