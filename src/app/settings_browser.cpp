#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

// Any case is written to the cookie as given; "" leaves the attribute out (contract django-sessions-csrf
// §3.5).
constexpr std::array<std::string_view, 7> kSameSite = {"Lax", "Strict", "None", "lax", "strict", "none", ""};
constexpr std::int64_t kCentury = 100LL * 365 * 86400;

// Contract django-sessions-csrf §4.
constexpr auto kSessions = std::to_array<Setting>({
    {"engine", SettingType::kText, "\"db\"",
     "where sessions live: db: the table django_session; cached_db: the same, read from memory for moments; "
     "cache: the memory of this process, so they end with it; signed_cookies: the browser, so a logout "
     "cannot "
     "end a copy"},
    {"cached_db_milliseconds",
     SettingType::kInteger,
     "100",
     "how long cached_db believes what it read; what another process ends is refused after that; 0: it "
     "always "
     "asks",
     {},
     0,
     60'000},
    {"cache_megabytes",
     SettingType::kInteger,
     "64",
     "memory for the sessions of cache and cached_db; when it is full, cache ends the oldest sessions",
     {},
     1,
     1'000'000},
    {"cleanup_interval",
     SettingType::kDuration,
     "3600",
     "seconds between deletions of expired sessions; never: run `narvi clearsessions` yourself",
     {},
     1,
     kCentury,
     "never"},
    {"cookie_name", SettingType::kText, "\"sessionid\"", "name of the session cookie"},
    {"cookie_age", SettingType::kDuration, "1209600", "seconds until a session ends", {}, 0, kCentury},
    {"cookie_domain", SettingType::kText, "\"none\"", "Domain of the cookie", {}, 0, 0, "none"},
    {"cookie_path", SettingType::kText, "\"/\"", "Path of the cookie"},
    {"cookie_secure", SettingType::kBoolean, "false", "send the cookie over https only"},
    {"cookie_httponly", SettingType::kBoolean, "true", "keep the cookie from scripts"},
    {"cookie_samesite", SettingType::kText, "\"Lax\"", "SameSite of the cookie; \"\" leaves it out",
     kSameSite},
    {"save_every_request", SettingType::kBoolean, "false", "renew a session with each request"},
    {"expire_at_browser_close", SettingType::kBoolean, "false", "end sessions with the browser"},
});

constexpr auto kCsrf = std::to_array<Setting>({
    {"cookie_name", SettingType::kText, "\"csrftoken\"", "name of the CSRF cookie"},
    {"cookie_age",
     SettingType::kDuration,
     "31449600",
     "seconds; none: until the browser closes",
     {},
     0,
     kCentury,
     "none"},
    {"cookie_domain", SettingType::kText, "\"none\"", "Domain of the cookie", {}, 0, 0, "none"},
    {"cookie_path", SettingType::kText, "\"/\"", "Path of the cookie"},
    {"cookie_secure", SettingType::kBoolean, "false", "send the cookie over https only"},
    {"cookie_httponly", SettingType::kBoolean, "false",
     "keep the cookie from scripts, which then cannot send the token"},
    {"cookie_samesite", SettingType::kText, "\"Lax\"", "SameSite of the cookie; \"\" leaves it out",
     kSameSite},
    {"header_name", SettingType::kText, "\"HTTP_X_CSRFTOKEN\"",
     "field that carries the token, in Django's spelling"},
    {"trusted_origins", SettingType::kTextList, "[]",
     "other origins that may post here: \"https://*.example.com\"; with django = \"3.2\" hosts: "
     "\".example.com\""},
    {"cookie_masked", SettingType::kBoolean, "false",
     "keep new secrets masked, as Django 4.0 did; only Django 4.2 knows it"},
    {"use_sessions", SettingType::kBoolean, "false", "keep the secret in the session instead of a cookie"},
});

constexpr std::array<SettingTable, 2> kTables = {{
    {"sessions", "Browser sessions (Django's SESSION_ settings).", kSessions},
    {"csrf", "Protection of browser sessions against other sites (Django's CSRF_ settings).", kCsrf},
}};

}  // namespace

std::span<const SettingTable> browser_tables() {
  return kTables;
}

}  // namespace narvi::app
