#include "accounts/security_headers.h"

#include <algorithm>
#include <utility>

namespace narvi::accounts {

namespace {

std::string hsts(const SecuritySettings& settings) {
  return "max-age=" + std::to_string(settings.hsts_seconds) +
         (settings.hsts_include_subdomains ? "; includeSubDomains" : "") +
         (settings.hsts_preload ? "; preload" : "");
}

/// "a, b" becomes "a,b".
std::string joined_policies(std::string_view policies) {
  std::string out;
  while (!policies.empty()) {
    const std::size_t comma = std::min(policies.find(','), policies.size());
    std::string_view policy = policies.substr(0, comma);
    policies.remove_prefix(std::min(comma + 1, policies.size()));
    while (policy.starts_with(' ')) {
      policy.remove_prefix(1);
    }
    while (policy.ends_with(' ')) {
      policy.remove_suffix(1);
    }
    out.append(out.empty() ? "" : ",").append(policy);
  }
  return out;
}

std::string upper_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - ('a' - 'A')) : character;
  });
  return out;
}

}  // namespace

std::optional<http::Response> redirect_to_https(const SecuritySettings& settings, bool https,
                                                std::string_view host, std::string_view target) {
  if (!settings.ssl_redirect || https) {
    return std::nullopt;
  }
  std::string_view path = target.substr(0, target.find('?'));
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  if (settings.redirect_exempt && settings.redirect_exempt(path)) {
    return std::nullopt;
  }
  http::Response response;
  response.status = 301;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Location", "https://" + (settings.ssl_host.empty() ? std::string(host) : settings.ssl_host) +
                               std::string(target));
  return response;
}

void add_security_headers(http::Response& response, const SecuritySettings& settings, bool https,
                          const DjangoBehaviour& version, Framing framing) {
  if (framing == Framing::kRestricted) {
    response.set_default("X-Frame-Options", upper_case(settings.x_frame_options));
  }
  if (https && settings.hsts_seconds > 0) {
    response.set_default("Strict-Transport-Security", hsts(settings));
  }
  if (settings.content_type_nosniff) {
    response.set_default("X-Content-Type-Options", "nosniff");
  }
  if (version.xss_filter_header && settings.browser_xss_filter) {
    response.set_default("X-XSS-Protection", "1; mode=block");
  }
  if (!settings.referrer_policy.empty()) {
    response.set_default("Referrer-Policy", joined_policies(settings.referrer_policy));
  }
  if (version.cross_origin_opener_policy && !settings.cross_origin_opener_policy.empty()) {
    response.set_default("Cross-Origin-Opener-Policy", settings.cross_origin_opener_policy);
  }
}

}  // namespace narvi::accounts
