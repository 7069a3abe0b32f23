#include "systems/authtoken/options.h"

#include <algorithm>
#include <array>

#include "rest/schemes/authorization.h"

namespace narvi::systems::authtoken {

namespace {

constexpr std::string_view kTable = "systems.authtoken";

constexpr std::int64_t kCentury = 3'153'600'000;  // seconds

constexpr std::array<std::string_view, 2> kStorageChoices = {"plain", "digest"};
constexpr std::array<std::string_view, 3> kFieldChoices = {"token", "user_id", "email"};

constexpr std::array<Setting, 8> kSettings = {{
    {"keyword", SettingType::kText, "\"Token\"",
     "first word of the Authorization header, and the challenge of a 401"},
    {"token_storage", SettingType::kText, "\"plain\"",
     "how new tokens stand in the table: plain as REST framework does; digest when Django does not read it",
     kStorageChoices},
    {"create_for_new_users", SettingType::kBoolean, "false",
     "give each user that Narvi makes a token at once"},
    {"response_fields", SettingType::kTextList, "[\"token\"]",
     "keys of the answer that brings a token, in order", kFieldChoices},
    {"lifetime",
     SettingType::kDuration,
     "\"never\"",
     "seconds after which a token ends, from when it was made; who asks for it again gets a new one",
     {},
     1,
     kCentury,
     "never"},
    {"idle_lifetime",
     SettingType::kDuration,
     "\"never\"",
     "seconds after which a token ends that nobody uses; needs the metadata of [systems.credentials]",
     {},
     300,
     kCentury,
     "never"},
    {"throttle_address",
     SettingType::kRate,
     "\"none\"",
     "how often one address may ask for a token: \"30/min\", \"10/15m\"",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"throttle_account",
     SettingType::kRate,
     "\"none\"",
     "how often a token may be asked for with one user name, known or not",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
}};

tl::unexpected<Error> refused(std::string_view key, const Settings& settings, std::string_view why) {
  return fail(ErrorKind::kConfiguration, settings.origin(kTable, key) + ": [systems.authtoken] " +
                                             std::string(key) + ": " + std::string(why));
}

Result<std::optional<rest::Rate>> read_rate(const Settings& settings, std::string_view key) {
  const std::optional<std::string> text = settings.optional_text(kTable, key);
  if (!text) {
    return std::optional<rest::Rate>();
  }
  const Result<rest::Rate> rate = rest::parse_rate(*text, true);
  if (!rate) {
    return refused(key, settings, rate.error().message);
  }
  return std::optional(*rate);
}

Result<void> check_fields(const std::vector<std::string>& fields, const Settings& settings) {
  if (std::find(fields.begin(), fields.end(), "token") == fields.end()) {
    return refused("response_fields", settings, "it must hold \"token\"");
  }
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    if (std::find(fields.begin(), field, *field) != field) {
      return refused("response_fields", settings, "\"" + *field + "\" is listed twice");
    }
  }
  return {};
}

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

Result<Options> read_options(const Settings& settings) {
  Options options;
  options.keyword = settings.text(kTable, "keyword");
  options.storage = settings.text(kTable, "token_storage") == "digest" ? Storage::kDigest : Storage::kPlain;
  options.create_for_new_users = settings.boolean(kTable, "create_for_new_users");
  options.response_fields = settings.list(kTable, "response_fields");
  if (!rest::schemes::is_word(options.keyword)) {
    return refused("keyword", settings, "\"" + options.keyword + "\" is not one word of a header");
  }
  if (Result<void> checked = check_fields(options.response_fields, settings); !checked) {
    return tl::unexpected<Error>(std::move(checked.error()));
  }
  for (const auto& [key, rate] : {std::pair("throttle_address", &options.address_rate),
                                  std::pair("throttle_account", &options.account_rate)}) {
    auto read = read_rate(settings, key);
    if (!read) {
      return tl::unexpected<Error>(std::move(read.error()));
    }
    *rate = *read;
  }
  const bool slides = settings.duration(kTable, "idle_lifetime").has_value();
  if (slides && !(settings.boolean("systems.credentials", "enabled") &&
                  settings.boolean("systems.credentials", "metadata"))) {
    return refused("idle_lifetime", settings,
                   "nobody notes when a token is used: set enabled = true and metadata = true in "
                   "[systems.credentials]");
  }
  return options;
}

}  // namespace narvi::systems::authtoken
