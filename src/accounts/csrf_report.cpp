#include "accounts/csrf_report.h"

#include "accounts/csrf_origin.h"
#include "base/log.h"

namespace narvi::accounts {

namespace {

constexpr std::string_view kOriginRefused = "Origin checking failed";
constexpr Microseconds kSilence = std::chrono::minutes(1);
constexpr std::size_t kLongestShown = 200;  // a client chose it

std::string_view without_scheme(std::string_view origin) {
  const std::size_t mark = origin.find("://");
  return mark == std::string_view::npos ? origin : origin.substr(mark + 3);
}

}  // namespace

std::string_view origin_mend(std::string_view own, std::string_view origin) {
  if (without_scheme(own) == without_scheme(origin) && own.starts_with("http:") &&
      origin.starts_with("https:")) {
    return "behind a proxy that ends TLS, set [security] proxy_ssl_header and [server] trusted_proxies";
  }
  if (origin.empty() || origin == "null") {
    return "a sandboxed or local page sent it; such pages cannot be trusted";
  }
  return "if the site is yours, list its origin in [csrf] trusted_origins; if it is this server under "
         "another "
         "name, let the proxy keep the Host field, or set [server] use_x_forwarded_host";
}

void CsrfReports::refused(const CsrfRequest& request, std::string_view reason, Instant now) {
  if (!request.origin || !reason.starts_with(kOriginRefused)) {
    return;
  }
  std::int64_t next = next_.load();
  const std::int64_t time = now.time_since_epoch().count();
  if (time < next || !next_.compare_exchange_strong(next, time + kSilence.count())) {
    ++unsaid_;
    return;
  }
  const std::string own = own_origin(request);
  log_warning("a request was refused for its Origin", {{"origin", request.origin->substr(0, kLongestShown)},
                                                       {"expected", own},
                                                       {"mend", origin_mend(own, *request.origin)},
                                                       {"more", std::to_string(unsaid_.exchange(0))}});
}

}  // namespace narvi::accounts
