#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "app/accounts_parts.h"

namespace narvi::app {

namespace {

accounts::BrowserCookie cookie(const Settings& settings, std::string_view table) {
  accounts::BrowserCookie cookie;
  cookie.name = settings.text(table, "cookie_name");
  cookie.age = settings.duration(table, "cookie_age");
  cookie.domain = settings.optional_text(table, "cookie_domain").value_or("");
  cookie.path = settings.text(table, "cookie_path");
  cookie.same_site = settings.text(table, "cookie_samesite");
  cookie.secure = settings.boolean(table, "cookie_secure");
  cookie.http_only = settings.boolean(table, "cookie_httponly");
  return cookie;
}

/// SECURE_REDIRECT_EXEMPT: Python's re.search on the path, in RE2, which cannot be made to run forever.
Result<std::function<bool(std::string_view)>> exempt_paths(const Settings& settings) {
  const std::vector<std::string>& patterns = settings.list("security", "redirect_exempt");
  if (patterns.empty()) {
    return std::function<bool(std::string_view)>();
  }
  auto compiled = std::make_shared<std::vector<std::unique_ptr<re2::RE2>>>();
  for (const std::string& pattern : patterns) {
    compiled->push_back(std::make_unique<re2::RE2>(pattern, re2::RE2::Quiet));
    if (!compiled->back()->ok()) {
      return fail(ErrorKind::kConfiguration, settings.origin("security", "redirect_exempt") +
                                                 ": [security] redirect_exempt: \"" + pattern +
                                                 "\" is not a pattern: " + compiled->back()->error());
    }
  }
  return std::function<bool(std::string_view)>([compiled](std::string_view path) {
    return std::any_of(compiled->begin(), compiled->end(), [path](const auto& pattern) {
      return re2::RE2::PartialMatch(re2::StringPiece(path.data(), path.size()), *pattern);
    });
  });
}

Result<accounts::SecuritySettings> security(const Settings& settings) {
  constexpr std::string_view kTable = "security";
  auto exempt = exempt_paths(settings);
  if (!exempt) {
    return tl::unexpected<Error>(std::move(exempt.error()));
  }
  accounts::SecuritySettings security;
  security.hsts_seconds = settings.duration(kTable, "hsts_seconds").value_or(Seconds(0)).count();
  security.hsts_include_subdomains = settings.boolean(kTable, "hsts_include_subdomains");
  security.hsts_preload = settings.boolean(kTable, "hsts_preload");
  security.content_type_nosniff = settings.boolean(kTable, "content_type_nosniff");
  security.browser_xss_filter = settings.boolean(kTable, "browser_xss_filter");
  security.referrer_policy = settings.optional_text(kTable, "referrer_policy").value_or("");
  security.cross_origin_opener_policy =
      settings.optional_text(kTable, "cross_origin_opener_policy").value_or("");
  security.ssl_redirect = settings.boolean(kTable, "ssl_redirect");
  security.ssl_host = settings.optional_text(kTable, "ssl_host").value_or("");
  security.redirect_exempt = std::move(*exempt);
  security.x_frame_options = settings.optional_text(kTable, "x_frame_options").value_or("");
  return security;
}

}  // namespace

Result<accounts::BrowserSettings> browser_settings(const Settings& settings) {
  auto headers = security(settings);
  if (!headers) {
    return tl::unexpected<Error>(std::move(headers.error()));
  }
  accounts::BrowserSettings browser;
  browser.session.cookie = cookie(settings, "sessions");
  browser.session.expire_at_browser_close = settings.boolean("sessions", "expire_at_browser_close");
  browser.session.save_every_request = settings.boolean("sessions", "save_every_request");
  browser.csrf.cookie = cookie(settings, "csrf");
  browser.csrf.header_name = settings.text("csrf", "header_name");
  browser.csrf.trusted_origins = settings.list("csrf", "trusted_origins");
  browser.csrf.cookie_masked = settings.boolean("csrf", "cookie_masked");
  browser.csrf.use_sessions = settings.boolean("csrf", "use_sessions");
  browser.security = std::move(*headers);
  return browser;
}

}  // namespace narvi::app
