#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

// Contract django-auth §4.
constexpr auto kAuth = std::to_array<Setting>({
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
});

constexpr std::array<SettingTable, 1> kTables = {{
    {"auth", "Passwords and who checks them.", kAuth},
}};

}  // namespace

std::span<const SettingTable> auth_tables() {
  return kTables;
}

}  // namespace narvi::app
