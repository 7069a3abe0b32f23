#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/setting_syntax.h"
#include "app/settings_check.h"

namespace narvi::app {

namespace {

constexpr std::string_view kSecurity = "security";

// Django's checks security.E023 and E024.
constexpr std::array<std::string_view, 8> kReferrerPolicies = {"no-referrer",
                                                               "no-referrer-when-downgrade",
                                                               "origin",
                                                               "origin-when-cross-origin",
                                                               "same-origin",
                                                               "strict-origin",
                                                               "strict-origin-when-cross-origin",
                                                               "unsafe-url"};
constexpr std::array<std::string_view, 3> kOpenerPolicies = {"same-origin", "same-origin-allow-popups",
                                                             "unsafe-none"};

template <class Words>
bool knows(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void check_keys(Findings& findings) {
  const Settings& settings = findings.settings();
  const bool given = !std::holds_alternative<std::monostate>(settings.value(kSecurity, "secret_key"));
  if (given && settings.secret(kSecurity, "secret_key").empty()) {
    findings.add(kSecurity, "secret_key", "it must not be empty",
                 "remove it, and a key is made in secret_key_file at the first start");
  }
  if (given && settings.optional_text(kSecurity, "secret_key_file")) {
    findings.add(kSecurity, "secret_key_file",
                 fmt::format("secret_key is given, too ({}): which one counts is not clear",
                             settings.origin(kSecurity, "secret_key")),
                 "keep one of the two");
  }
  for (const SecretText& old : settings.secrets(kSecurity, "secret_key_fallbacks")) {
    if (old.empty()) {
      findings.add(kSecurity, "secret_key_fallbacks", "an old key is empty: anybody could sign with it",
                   "remove it");
    }
  }
}

void check_hsts(Findings& findings) {
  const Settings& settings = findings.settings();
  if (settings.duration(kSecurity, "hsts_seconds") > Seconds(0)) {
    return;
  }
  for (const std::string_view key : {"hsts_include_subdomains", "hsts_preload"}) {
    if (settings.boolean(kSecurity, key)) {
      findings.add(kSecurity, key, "hsts_seconds is 0, so the header that this is part of is not sent",
                   "set hsts_seconds, too: 3600 to try, 31536000 to stay");
    }
  }
}

void check_ssl_header(Findings& findings) {
  const auto given = findings.settings().optional_text(kSecurity, "proxy_ssl_header");
  if (!given) {
    return;
  }
  const auto header = parse_proxy_ssl_header(*given);
  if (!header) {
    findings.add(kSecurity, "proxy_ssl_header", fmt::format("\"{}\" is not a header and its value", *given),
                 "write \"X-Forwarded-Proto:https\", or \"none\"");
  } else if (header->name.starts_with("HTTP_")) {
    findings.add(kSecurity, "proxy_ssl_header", fmt::format("\"{}\" is Django's spelling", header->name),
                 "write the name that the proxy sends: \"X-Forwarded-Proto:https\"");
  }
}

/// Nobody can tell us that a request came over https.
void check_clear_text(Findings& findings) {
  const Settings& settings = findings.settings();
  const bool knows_https = settings.optional_text("server", "tls_certificate").has_value() ||
                           settings.optional_text(kSecurity, "proxy_ssl_header").has_value();
  if (settings.text(kSecurity, "clear_text_credentials") == "refuse" && !knows_https) {
    findings.add(kSecurity, "clear_text_credentials", "no request counts as https, so it refuses them all",
                 "set proxy_ssl_header behind a proxy that ends TLS, or [server] tls_certificate");
  }
}

void check_policies(Findings& findings) {
  const Settings& settings = findings.settings();
  std::string policies = settings.optional_text(kSecurity, "referrer_policy").value_or("no-referrer");
  policies.erase(std::remove(policies.begin(), policies.end(), ' '), policies.end());
  for (std::size_t start = 0; start <= policies.size();) {
    const std::size_t comma = std::min(policies.find(',', start), policies.size());
    const std::string policy = policies.substr(start, comma - start);
    if (!knows(kReferrerPolicies, policy)) {
      findings.add(kSecurity, "referrer_policy", fmt::format("\"{}\" is not a referrer policy", policy),
                   "write \"same-origin\", another policy, several with commas, or \"none\"");
    }
    start = comma + 1;
  }
  const auto opener = settings.optional_text(kSecurity, "cross_origin_opener_policy");
  if (opener && !knows(kOpenerPolicies, *opener)) {
    findings.add(kSecurity, "cross_origin_opener_policy",
                 fmt::format("\"{}\" is not an opener policy", *opener),
                 "write \"same-origin\", \"same-origin-allow-popups\", \"unsafe-none\" or \"none\"");
  }
}

}  // namespace

void check_security(Findings& findings) {
  check_keys(findings);
  check_hsts(findings);
  check_ssl_header(findings);
  check_clear_text(findings);
  check_policies(findings);
}

}  // namespace narvi::app
