#pragma once
// Cookies both ways, byte for byte as Django and Python's http.cookies do (contract django-sessions-csrf
// §3.5).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace narvi::http {

/// The cookies of a request, in order of arrival; of a repeated name the last one counts.
class Cookies {
 public:
  void add(std::string name, std::string value) { cookies_.emplace_back(std::move(name), std::move(value)); }
  /// The value of that name, or null.
  const std::string* find(std::string_view name) const;
  /// Everything that was sent, earlier values of repeated names included.
  const std::vector<std::pair<std::string, std::string>>& sent() const { return cookies_; }

 private:
  std::vector<std::pair<std::string, std::string>> cookies_;
};

/// Reads the value of a Cookie field. Never fails: a chunk without '=' is a value with an empty name, bytes
/// that are not UTF-8 become U+FFFD, quoted values are unescaped.
Cookies parse_cookies(std::string_view field);

/// The one cookie of that name, without reading the others: `parse_cookies(field).find(name)`. For the hot
/// path.
std::optional<std::string> find_cookie(std::string_view field, std::string_view name);

/// A cookie to set. Attributes are written only where they are set; name, path, domain and same_site come
/// from settings, which must have passed is_cookie_name and is_cookie_attribute.
struct SetCookie {
  std::string name;
  std::string value;
  std::optional<Instant> expires;
  std::optional<std::int64_t> max_age;  ///< seconds; may be negative
  std::string domain;
  std::string path = "/";
  std::string same_site;  ///< Lax, None or Strict in any case, written as given; empty: left out
  bool secure = false;
  bool http_only = false;
};

/// The value of the Set-Cookie field, attributes in alphabetical order whatever their case.
std::string write_set_cookie(const SetCookie& cookie);

/// A cookie that lives `max_age` seconds from `now`: Django also writes the matching `expires`.
SetCookie lasting_cookie(std::string name, std::string value, std::int64_t max_age, Instant now);

/// Django's delete_cookie: an empty value that expired in 1970. Secure only if the name begins with __Secure-
/// or
/// __Host-, or same_site is None, because browsers refuse the deletion otherwise.
SetCookie deletion_cookie(std::string name, std::string path, std::string domain, std::string same_site);

/// Whether a name may stand in Set-Cookie: letters, digits and !#$%&'*+-.^_`|~: only, not empty.
bool is_cookie_name(std::string_view name);

/// Whether a path or domain may stand in Set-Cookie: printable ASCII without ';'.
bool is_cookie_attribute(std::string_view value);

}  // namespace narvi::http
