#include "accounts/browser_cookies.h"

#include <optional>

#include "http/cookies.h"

namespace narvi::accounts {

namespace {

std::string set_cookie(const BrowserCookie& settings, std::string_view value, std::optional<Seconds> age,
                       Instant now) {
  http::SetCookie cookie =
      age ? http::lasting_cookie(settings.name, std::string(value), age->count(), now) : http::SetCookie{};
  cookie.name = settings.name;
  cookie.value = value;
  cookie.domain = settings.domain;
  cookie.path = settings.path;
  cookie.same_site = settings.same_site;
  cookie.secure = settings.secure;
  cookie.http_only = settings.http_only;
  return http::write_set_cookie(cookie);
}

}  // namespace

std::string session_set_cookie(const SessionSettings& settings, std::string_view key,
                               const SessionExpiry& expiry, Instant now) {
  const std::optional<Seconds> age = expiry.browser_close ? std::nullopt : std::optional(expiry.max_age);
  return set_cookie(settings.cookie, key, age, now);
}

std::string session_delete_cookie(const SessionSettings& settings) {
  const BrowserCookie& cookie = settings.cookie;
  return http::write_set_cookie(
      http::deletion_cookie(cookie.name, cookie.path, cookie.domain, cookie.same_site));
}

std::string csrf_set_cookie(const CsrfSettings& settings, std::string_view value, Instant now) {
  return set_cookie(settings.cookie, value, settings.cookie.age, now);
}

}  // namespace narvi::accounts
