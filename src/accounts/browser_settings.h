#pragma once
// Settings of what a browser sees: session and CSRF cookies, security headers. Django's names without their
// prefix (contract django-sessions-csrf §4).

#include <optional>
#include <string>
#include <vector>

#include "accounts/security_headers.h"
#include "base/clock.h"

namespace narvi::accounts {

/// What both cookies have. Domain and same_site may be empty: the attribute is left out.
struct BrowserCookie {
  std::string name;
  std::optional<Seconds> age;  ///< empty: until the browser closes
  std::string domain;
  std::string path = "/";
  std::string same_site = "Lax";  ///< written as given
  bool secure = false;
  bool http_only = false;
};

/// SESSION_*
struct SessionSettings {
  BrowserCookie cookie{.name = "sessionid", .age = Seconds(1'209'600), .http_only = true};
  bool expire_at_browser_close = false;
  bool save_every_request = false;
};

/// CSRF_*
struct CsrfSettings {
  BrowserCookie cookie{.name = "csrftoken", .age = Seconds(31'449'600)};
  std::string header_name = "HTTP_X_CSRFTOKEN";  ///< in Django's spelling
  std::vector<std::string> trusted_origins;      ///< "https://*.example.com"; with 3.2 ".example.com"
  bool cookie_masked = false;                    ///< new secrets are kept masked (4.2 only)
  bool use_sessions = false;                     ///< the secret lives in the session, no cookie is sent
};

struct BrowserSettings {
  SessionSettings session;
  CsrfSettings csrf;
  SecuritySettings security;
};

}  // namespace narvi::accounts
