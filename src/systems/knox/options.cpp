#include "systems/knox/options.h"

#include <algorithm>
#include <array>

#include "rest/user_object.h"
#include "systems/knox/option_checks.h"

namespace narvi::systems::knox {

namespace {

constexpr std::array<std::string_view, 2> kSerializers = {"knox.serializers.UserSerializer",
                                                          "UserSerializer"};
constexpr std::array<std::string_view, 3> kLoginModes = {"default", "password", "password_and_session"};
constexpr std::array<std::string_view, 4> kCleanUps = {"auto", "key", "verified", "off"};

constexpr std::int64_t kLongestToken = 1024;
constexpr std::int64_t kMostTokens = 1'000'000;
constexpr std::int64_t kLongestInterval = 100'000'000'000;  // more than 3000 years

constexpr std::array<Setting, 21> kSettings = {{
    {"token_ttl",
     SettingType::kDuration,
     "36000",
     "lifetime of a token, in seconds",
     {},
     INT64_MIN,
     INT64_MAX,
     "never"},
    {"auth_token_character_length",
     SettingType::kInteger,
     "64",
     "random characters of a token; an odd number loses one",
     {},
     2,
     kLongestToken},
    {"allow_short_tokens", SettingType::kBoolean, "false",
     "take less than 32 characters, of which 15 stand in the table in clear"},
    {"secure_hash_algorithm", SettingType::kText, "\"sha512\"",
     "hash by which tokens are stored, by its name in Python's hashlib; the site's, if a database is shared"},
    {"allow_weak_hash", SettingType::kBoolean, "false", "take md5 and sha1"},
    {"token_prefix", SettingType::kText, "\"\"", "put in front of new tokens; at most 10 characters"},
    {"auth_header_prefix", SettingType::kText, "\"Token\"",
     "first word of the Authorization header, and the challenge of a 401"},
    {"user_serializer", SettingType::kText, "\"none\"",
     "adds \"user\" with the user name to the answer of a login", kSerializers, INT64_MIN, INT64_MAX, "none"},
    {"user_fields", SettingType::kTextList, "[]", "adds \"user\" with these to the answer of a login",
     rest::kUserFields},
    {"expiry_datetime_format",
     SettingType::kText,
     "\"iso-8601\"",
     "how \"expiry\" is written: \"iso-8601\", a pattern such as \"%H:%M %d/%m/%y\", or none",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"token_limit_per_user",
     SettingType::kInteger,
     "\"none\"",
     "how many tokens a user may hold",
     {},
     0,
     kMostTokens,
     "none"},
    {"limit_policy", SettingType::kText, "\"refuse\"",
     "what happens beyond it: the login is refused, or the oldest token ends", rest::kLimitPolicies},
    {"auto_refresh", SettingType::kBoolean, "false", "using a token moves its expiry"},
    {"auto_refresh_max_ttl",
     SettingType::kDuration,
     "\"never\"",
     "auto_refresh moves it no further than so many seconds after the token was made",
     {},
     0,
     INT64_MAX,
     "never"},
    {"min_refresh_interval",
     SettingType::kDuration,
     "60",
     "auto_refresh writes only what moves the expiry by more than so many seconds",
     {},
     0,
     kLongestInterval},
    {"table", SettingType::kText, "\"knox_authtoken\"",
     "table of the tokens; that of TOKEN_MODEL, if the site has its own"},
    {"login_mode", SettingType::kText, "\"default\"",
     "who may log in: whoever another scheme proves, or (\"password\") name and password in the body",
     kLoginModes},
    {"clean_up", SettingType::kText, "\"auto\"",
     "when requests delete a user's expired tokens: \"key\" as upstream, \"verified\", \"off\"; auto: "
     "verified in the hardened profile, else key",
     kCleanUps},
    {"legacy_digests", SettingType::kBoolean, "false",
     "take tokens that knox 2.2 to 4 stored, and store them anew when they are used"},
    {"fall_through", SettingType::kBoolean, "false",
     "leave a token that is not ours to the next scheme, which may have the same word"},
    {"token_endpoints", SettingType::kBoolean, "false",
     "serve GET token/ and POST refresh/ below the path: when the token expires, and moving that"},
}};

std::vector<std::string> user_fields(const Settings& settings) {
  const std::vector<std::string>& fields = settings.list(kTable, "user_fields");
  if (fields.empty() && settings.optional_text(kTable, "user_serializer")) {
    return {"username"};
  }
  return fields;
}

LoginMode login_mode(std::string_view name) {
  return name == "password"               ? LoginMode::kPassword
         : name == "password_and_session" ? LoginMode::kPasswordAndSession
                                          : LoginMode::kDefault;
}

CleanUp clean_up(const Settings& settings) {
  const std::string& name = settings.text(kTable, "clean_up");
  if (name == "auto") {
    return settings.text("security", "profile") == "hardened" ? CleanUp::kVerified : CleanUp::kByKey;
  }
  return name == "off" ? CleanUp::kOff : name == "verified" ? CleanUp::kVerified : CleanUp::kByKey;
}

Result<crypto::NamedHash> read_hash(const Settings& settings) {
  std::string_view name = settings.text(kTable, "secure_hash_algorithm");
  constexpr std::string_view kPackage = "hashlib.";
  if (name.starts_with(kPackage)) {
    name.remove_prefix(kPackage.size());
  }
  const std::optional<crypto::NamedHash> hash = crypto::NamedHash::find(name);
  if (!hash) {
    return refused(
        "secure_hash_algorithm", settings,
        "\"" + std::string(name) + "\" is not known; known: " + std::string(crypto::NamedHash::names()));
  }
  if (!hash->is_strong() && !settings.boolean(kTable, "allow_weak_hash")) {
    return refused("secure_hash_algorithm", settings,
                   "\"" + std::string(name) +
                       "\" is broken; write \"sha512\", or set allow_weak_hash = true "
                       "to share a table with a site that has it");
  }
  return *hash;
}

Result<rest::DateTimeFormat> read_format(const Settings& settings) {
  auto format =
      rest::DateTimeFormat::make(settings.optional_text(kTable, "expiry_datetime_format"), settings);
  if (!format) {
    return refused("expiry_datetime_format", settings, format.error().message);
  }
  return format;
}

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

Result<Options> read_options(const Settings& settings) {
  const Result<crypto::NamedHash> hash = read_hash(settings);
  if (!hash) {
    return tl::unexpected<Error>(hash.error());
  }
  Result<rest::DateTimeFormat> format = read_format(settings);
  if (!format) {
    return tl::unexpected<Error>(std::move(format.error()));
  }
  const std::optional<Seconds> ttl = settings.duration(kTable, "token_ttl");
  Options options{
      .shape = {*hash, settings.text(kTable, "token_prefix"),
                static_cast<std::size_t>(settings.integer(kTable, "auth_token_character_length")) / 2},
      .ttl = ttl,
      .renewal = {settings.boolean(kTable, "auto_refresh"), ttl,
                  settings.duration(kTable, "auto_refresh_max_ttl"),
                  settings.duration(kTable, "min_refresh_interval").value_or(Seconds(0))},
      .user_fields = user_fields(settings),
      .limit = settings.optional_integer(kTable, "token_limit_per_user"),
      .limit_policy = rest::limit_policy(settings.text(kTable, "limit_policy")),
      .header_prefix = settings.text(kTable, "auth_header_prefix"),
      .expiry_format = std::move(*format),
      .table = settings.text(kTable, "table"),
      .login_mode = login_mode(settings.text(kTable, "login_mode")),
      .clean_up = clean_up(settings),
      .legacy_digests = settings.boolean(kTable, "legacy_digests"),
      .fall_through = settings.boolean(kTable, "fall_through"),
      .token_endpoints = settings.boolean(kTable, "token_endpoints"),
  };
  if (Result<void> checked = check(options, settings); !checked) {
    return tl::unexpected<Error>(std::move(checked.error()));
  }
  return options;
}

}  // namespace narvi::systems::knox
