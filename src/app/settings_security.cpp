#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 1> kProfiles = {"compat"};
constexpr std::array<std::string_view, 2> kFrames = {"DENY", "SAMEORIGIN"};
constexpr std::array<std::string_view, 2> kClearText = {"allow", "refuse"};
constexpr std::int64_t kCentury = 100LL * 365 * 86400;

// SECURE_* without its prefix (contracts README C9); defaults: contract django-sessions-csrf §4.
constexpr std::array<Setting, 17> kSecurity = {{
    {"secret_key",
     SettingType::kSecret,
     "\"none\"",
     "Django's SECRET_KEY; none: the one in secret_key_file, which is made at the first start",
     {},
     0,
     0,
     "none"},
    {"secret_key_file",
     SettingType::kText,
     "\"none\"",
     "file with the secret key; none: narvi.secret beside the configuration file, else beside the database",
     {},
     0,
     0,
     "none"},
    {"secret_key_fallbacks", SettingType::kSecretList, "[]", "old keys that still verify what they signed"},
    {"profile", SettingType::kText, "\"compat\"",
     "compat answers as Django and its packages do; the only one so far", kProfiles},
    {"clear_text_credentials", SettingType::kText, "\"allow\"",
     "refuse answers 403 to an Authorization field that did not come over https", kClearText},
    {"hsts_seconds",
     SettingType::kDuration,
     "0",
     "max-age of Strict-Transport-Security; 0 sends none",
     {},
     0,
     kCentury},
    {"hsts_include_subdomains", SettingType::kBoolean, "false", "add includeSubDomains to it"},
    {"hsts_preload", SettingType::kBoolean, "false", "add preload to it"},
    {"content_type_nosniff", SettingType::kBoolean, "true", "send X-Content-Type-Options: nosniff"},
    {"referrer_policy",
     SettingType::kText,
     "\"same-origin\"",
     "Referrer-Policy; several with commas",
     {},
     0,
     0,
     "none"},
    {"cross_origin_opener_policy",
     SettingType::kText,
     "\"same-origin\"",
     "Cross-Origin-Opener-Policy",
     {},
     0,
     0,
     "none"},
    {"x_frame_options", SettingType::kText, "\"DENY\"", "X-Frame-Options", kFrames, 0, 0, "none"},
    {"browser_xss_filter", SettingType::kBoolean, "false",
     "send X-XSS-Protection (only with django = \"3.2\")"},
    {"ssl_redirect", SettingType::kBoolean, "false", "send plain requests to https"},
    {"ssl_host",
     SettingType::kText,
     "\"none\"",
     "host of that redirect; none: the request's",
     {},
     0,
     0,
     "none"},
    {"redirect_exempt", SettingType::kTextList, "[]",
     "patterns of paths, without the leading slash, that stay plain"},
    {"proxy_ssl_header",
     SettingType::kText,
     "\"none\"",
     "field by which trusted proxies tell that the client used https: \"X-Forwarded-Proto:https\"",
     {},
     0,
     0,
     "none"},
}};

constexpr std::array<SettingTable, 1> kTables = {{
    {"security", "Keys, and the headers of Django's security middleware.", kSecurity},
}};

}  // namespace

std::span<const SettingTable> security_tables() {
  return kTables;
}

}  // namespace narvi::app
