#pragma once
// Django's SecurityMiddleware and XFrameOptionsMiddleware (contract django-sessions-csrf §3.7).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/compat.h"
#include "http/response.h"

namespace narvi::accounts {

/// The SECURE_* settings and X_FRAME_OPTIONS. Texts that are empty send no header.
struct SecuritySettings {
  std::int64_t hsts_seconds = 0;  ///< 0: no Strict-Transport-Security
  bool hsts_include_subdomains = false;
  bool hsts_preload = false;
  bool content_type_nosniff = true;
  bool browser_xss_filter = false;              ///< 3.2 only
  std::string referrer_policy = "same-origin";  ///< one policy, or several with commas
  std::string cross_origin_opener_policy = "same-origin";
  bool ssl_redirect = false;
  std::string ssl_host;  ///< empty: the request's host
  /// Whether a path (without its leading slashes) matches SECURE_REDIRECT_EXEMPT; null: none does. The
  /// patterns are a site's own and are compiled by who reads the settings.
  std::function<bool(std::string_view path)> redirect_exempt;
  std::string x_frame_options = "DENY";
};

/// The response to a plain request that must come again over https (301), or empty. `target`: path and query
/// as sent. The redirect gets the headers of add_security_headers too.
std::optional<http::Response> redirect_to_https(const SecuritySettings& settings, bool https,
                                                std::string_view host, std::string_view target);

enum class Framing {
  kRestricted,  ///< X-Frame-Options is sent
  kExempt,      ///< the route may be shown in frames
};

/// Adds the headers that are not there yet.
void add_security_headers(http::Response& response, const SecuritySettings& settings, bool https,
                          const DjangoBehaviour& version, Framing framing = Framing::kRestricted);

}  // namespace narvi::accounts
