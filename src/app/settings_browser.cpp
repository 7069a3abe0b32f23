#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 2> kEngines = {"db", "django.contrib.sessions.backends.db"};
// Any case is written to the cookie as given; "" leaves the attribute out (contract django-sessions-csrf
// §3.5).
constexpr std::array<std::string_view, 7> kSameSite = {"Lax", "Strict", "None", "lax", "strict", "none", ""};
constexpr std::int64_t kCentury = 100LL * 365 * 86400;

// Contract django-sessions-csrf §4.
constexpr auto kSessions = std::to_array<Setting>({
    {"engine", SettingType::kText, "\"db\"", "where sessions live: db is the table django_session", kEngines},
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
