#include <array>

#include "app/server_settings.h"

namespace narvi::app {

namespace {

constexpr std::array<std::string_view, 2> kUpgradeRules = {"stronger", "django"};

// The texts of a user that accounts keeps.
constexpr std::array<std::string_view, 4> kUserAttributes = {"username", "first_name", "last_name", "email"};

constexpr std::array<std::string_view, 2> kRemoteUserPasswords = {"unusable", "empty"};

// Contract django-auth §4.
constexpr auto kAuth = std::to_array<Setting>({
    {"password_hashers", SettingType::kTextList,
     "[\"PBKDF2PasswordHasher\", \"PBKDF2SHA1PasswordHasher\", \"Argon2PasswordHasher\", "
     "\"BCryptSHA256PasswordHasher\", \"ScryptPasswordHasher\"]",
     "the first makes new hashes, all of them verify; names as in Django, short or dotted"},
    {"authentication_backends", SettingType::kTextList, "[\"ModelBackend\"]",
     "who turns a name and a password into a user; names as in Django, short or dotted"},
    {"create_unknown_user", SettingType::kBoolean, "true",
     "RemoteUserBackend makes an account for a name that has none"},
    {"remote_user_password", SettingType::kText, "\"unusable\"",
     "the stored password of such an account: unusable, or empty as in Django, where reset mails are sent to "
     "it",
     kRemoteUserPasswords},
    {"auth_password_validators", SettingType::kTextList,
     "[\"UserAttributeSimilarityValidator\", \"MinimumLengthValidator\", \"CommonPasswordValidator\", "
     "\"NumericPasswordValidator\"]",
     "what a new password must pass; names as in Django, short or dotted; [] asks for nothing"},
    {"password_min_length",
     SettingType::kInteger,
     "8",
     "characters that MinimumLengthValidator asks for",
     {},
     1,
     4'096},
    {"password_max_similarity", SettingType::kText, "\"0.7\"",
     "likeness to the user's name or address that UserAttributeSimilarityValidator refuses: \"0.1\" to "
     "\"1.0\""},
    {"password_user_attributes", SettingType::kTextList,
     "[\"username\", \"first_name\", \"last_name\", \"email\"]", "what it compares with", kUserAttributes},
    {"password_list_path",
     SettingType::kText,
     "\"none\"",
     "file of CommonPasswordValidator, one lower-case password a line, plain or gzip; none: the shipped list",
     {},
     0,
     0,
     "none"},
    {"password_reset_timeout",
     SettingType::kDuration,
     "259200",
     "how long a link to choose a new password serves",
     {},
     1,
     315'360'000},
    {"pbkdf2_iterations",
     SettingType::kInteger,
     "0",
     "rounds of new hashes; 0: those of [compat] django. A site that changed Django's sets its own number "
     "here",
     {},
     0,
     5'000'000},
    {"bcrypt_rounds",
     SettingType::kInteger,
     "12",
     "of new bcrypt hashes; one more doubles the time",
     {},
     4,
     31},
    {"argon2_time_cost", SettingType::kInteger, "2", "passes of new argon2 hashes", {}, 1, 1'000'000},
    {"argon2_memory_cost",
     SettingType::kInteger,
     "102400",
     "memory of a new argon2 hash in KiB",
     {},
     8,
     4'000'000'000},
    {"argon2_parallelism",
     SettingType::kInteger,
     "8",
     "lanes of new argon2 hashes; one thread computes them all",
     {},
     1,
     16'777'215},
    {"argon2_hash_length",
     SettingType::kInteger,
     "32",
     "bytes of new argon2 hashes; 16 beside a site whose argon2-cffi is older than 21.2",
     {},
     4,
     64},
    {"scrypt_n", SettingType::kInteger, "16384", "work factor of new scrypt hashes", {}, 2, 2'147'483'648},
    {"scrypt_r", SettingType::kInteger, "8", "block size of new scrypt hashes", {}, 1, 1'000'000},
    {"scrypt_p",
     SettingType::kInteger,
     "0",
     "parallelism of new scrypt hashes; 0: that of [compat] django",
     {},
     0,
     1'000'000},
    {"password_upgrade", SettingType::kText, "\"stronger\"",
     "when a login renews the hash: stronger (only if no cost sinks), django (whenever a parameter differs)",
     kUpgradeRules},
    {"pbkdf2_iteration_ceiling",
     SettingType::kInteger,
     "5000000",
     "stored hashes with more rounds are refused uncomputed, like all over their ceilings",
     {},
     1,
     4'294'967'294},
    {"bcrypt_rounds_ceiling",
     SettingType::kInteger,
     "15",
     "stored bcrypt hashes with more are refused",
     {},
     4,
     31},
    {"argon2_work_ceiling",
     SettingType::kInteger,
     "1048576",
     "stored argon2 hashes whose KiB times passes are more are refused",
     {},
     8,
     INT64_MAX},
    {"scrypt_work_ceiling",
     SettingType::kInteger,
     "4194304",
     "stored scrypt hashes whose N times r times p is more are refused",
     {},
     2,
     INT64_MAX},
    {"hash_memory",
     SettingType::kInteger,
     "512",
     "MiB that all running argon2 and scrypt hashes may need together; a stored hash that needs more is "
     "refused",
     {},
     1,
     1'048'576},
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
