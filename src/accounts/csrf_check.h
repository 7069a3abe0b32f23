#pragma once
// The CSRF check as a pure function: request in, accepted or Django's reason out (contract
// django-sessions-csrf §3.3).

#include <optional>
#include <string>
#include <string_view>

#include "accounts/browser_settings.h"
#include "accounts/compat.h"

namespace narvi::accounts {

/// What the check looks at. Header and cookie values are empty optionals when absent; an empty value is a
/// value.
struct CsrfRequest {
  std::string_view method;  ///< in any case
  bool https = false;
  std::string_view host;     ///< as the request's Host, unmodified (§3.6)
  bool host_allowed = true;  ///< whether ALLOWED_HOSTS has it
  std::optional<std::string_view>
      secret;  ///< the CSRF cookie, or `_csrftoken` of the session with CSRF_USE_SESSIONS
  std::optional<std::string_view> form_token;    ///< form field csrfmiddlewaretoken; looked at for POST only
  std::optional<std::string_view> header_token;  ///< the header that `csrf_header` names
  std::optional<std::string_view> origin;
  std::optional<std::string_view> referer;
};

/// Empty optional: accepted. Otherwise the reason, exactly as Django words it; it repeats the Origin or
/// Referer, so HTML must escape it.
std::optional<std::string> refuse_csrf(const CsrfRequest& request, const BrowserSettings& settings,
                                       const DjangoBehaviour& version);

/// True for the methods that the check lets pass: GET, HEAD, OPTIONS, TRACE, in any case.
bool is_csrf_safe(std::string_view method);

/// The header that HTTP_X_CSRFTOKEN stands for, each word with a capital as in the reasons: "X-Csrftoken".
std::string csrf_header(std::string_view header_name);

}  // namespace narvi::accounts
