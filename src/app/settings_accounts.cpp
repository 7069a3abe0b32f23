#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 2> kKeyTypes = {"integer", "uuid"};

// The parts of accounts::UserTable; "" means that the table has no such column (design §3).
constexpr std::array<Setting, 13> kUsers = {{
    {"table", SettingType::kText, "\"auth_user\"", "the user table"},
    {"id_type", SettingType::kText, "\"integer\"", "type of its key", kKeyTypes},
    {"id_field", SettingType::kText, "\"id\"", "column of the key"},
    {"username_field", SettingType::kText, "\"username\"", "column of the name that people log in with"},
    {"password_field", SettingType::kText, "\"password\"", "column of the encoded password hash"},
    {"email_field", SettingType::kText, "\"email\"", "column of the mail address; \"\": there is none"},
    {"first_name_field", SettingType::kText, "\"first_name\"",
     "column of the first name; \"\": there is none"},
    {"last_name_field", SettingType::kText, "\"last_name\"", "column of the last name; \"\": there is none"},
    {"is_active_field", SettingType::kText, "\"is_active\"",
     "column of the flag; \"\": every user is active"},
    {"is_staff_field", SettingType::kText, "\"is_staff\"", "column of the flag; \"\": nobody is"},
    {"is_superuser_field", SettingType::kText, "\"is_superuser\"", "column of the flag; \"\": nobody is"},
    {"last_login_field", SettingType::kText, "\"last_login\"",
     "column of the last login; \"\": it is not kept"},
    {"date_joined_field", SettingType::kText, "\"date_joined\"",
     "column of the first day; \"\": it is not kept"},
}};

// Contract django-auth §4.
constexpr std::array<Setting, 5> kAuth = {{
    {"password_hashers", SettingType::kTextList, "[\"PBKDF2PasswordHasher\", \"PBKDF2SHA1PasswordHasher\"]",
     "the first makes new hashes, all of them verify; names as in Django, short or dotted"},
    {"authentication_backends", SettingType::kTextList, "[\"ModelBackend\"]",
     "who turns a name and a password into a user; names as in Django, short or dotted"},
    {"pbkdf2_iterations",
     SettingType::kInteger,
     "0",
     "rounds of new hashes; 0: those of [compat] django. A site that changed Django's sets its own number "
     "here",
     {},
     0,
     5'000'000},
    {"hash_threads",
     SettingType::kInteger,
     "0",
     "threads for password hashes; 0: half of the cores",
     {},
     0,
     256},
    {"hash_queue",
     SettingType::kInteger,
     "64",
     "passwords that may wait for a thread; more are answered with 503",
     {},
     1,
     100'000},
}};

constexpr std::array<std::string_view, 2> kEngines = {"db", "django.contrib.sessions.backends.db"};
// Any case is written to the cookie as given; "" leaves the attribute out (contract django-sessions-csrf
// §3.5).
constexpr std::array<std::string_view, 7> kSameSite = {"Lax", "Strict", "None", "lax", "strict", "none", ""};
constexpr std::int64_t kCentury = 100LL * 365 * 86400;

// Contract django-sessions-csrf §4.
constexpr std::array<Setting, 10> kSessions = {{
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
}};

constexpr std::array<Setting, 10> kCsrf = {{
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
}};

constexpr std::array<SettingTable, 4> kTables = {{
    {"users", "The user table, for sites with a user model of their own.", kUsers},
    {"auth", "Passwords and who checks them.", kAuth},
    {"sessions", "Browser sessions (Django's SESSION_ settings).", kSessions},
    {"csrf", "Protection of browser sessions against other sites (Django's CSRF_ settings).", kCsrf},
}};

}  // namespace

std::span<const SettingTable> accounts_tables() {
  return kTables;
}

}  // namespace narvi::app
