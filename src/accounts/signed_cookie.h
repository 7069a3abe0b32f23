#pragma once
// Cookies of a site's own that clients can read but not change: Django's set_signed_cookie and
// get_signed_cookie, values only (contract django-sessions-csrf §6.4).

#include <optional>
#include <string>
#include <string_view>

#include "accounts/compat.h"
#include "accounts/signing.h"
#include "base/clock.h"
#include "base/result.h"

namespace narvi::accounts {

class SignedCookies {
 public:
  /// `legacy_fallback` is SIGNED_COOKIE_LEGACY_SALT_FALLBACK: also read values signed before name and salt
  /// were kept apart, where the cookie `a` with salt `bc` passes for `ab` with `c`. Empty: as `version` does
  /// by default. Versions that know only that older form ignore it.
  SignedCookies(const DjangoBehaviour& version, const SigningKeys& keys,
                std::optional<bool> legacy_fallback = std::nullopt);

  /// The value to set in the cookie `name`. `salt` is the site's choice, UTF-8, and may be empty.
  std::string sign(std::string_view name, std::string_view salt, std::string_view value, Instant now) const;

  /// What was signed, if `cookie_value` is authentic for that name and salt and not older than `max_age`.
  Result<std::string, BadSignature> unsign(std::string_view name, std::string_view salt,
                                           std::string_view cookie_value, Instant now,
                                           std::optional<Microseconds> max_age = std::nullopt) const;

 private:
  SigningKeys keys_;  // the site's, each behind a prefix
  bool separates_;    // name and salt are kept apart in what is signed now
  bool legacy_fallback_;
};

}  // namespace narvi::accounts
