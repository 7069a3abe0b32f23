#include "systems/durin/options.h"

#include <algorithm>
#include <array>

#include "http/request.h"
#include "rest/schemes/authorization.h"
#include "rest/user_object.h"

namespace narvi::systems::durin {

namespace {

constexpr std::string_view kTable = "systems.durin";

// Entries of the cached scheme are older than this only if a clock stands: a bound for writes of others.
constexpr Milliseconds kMostTrusted{100};

constexpr std::array<std::string_view, 2> kSerializers = {"UserSerializer",
                                                          "durin.serializers.UserSerializer"};
constexpr std::array<std::string_view, 2> kRelated = {"user", "client"};
constexpr std::int64_t kShortestToken = 32;  // 128 bits of randomness
constexpr std::int64_t kLongestToken = 64;   // the column's width
constexpr std::int64_t kLongestLifetime = std::chrono::duration_cast<Seconds>(kNever).count();

constexpr std::array<Setting, 24> kSettings = {{
    {"authentication_classes", SettingType::kTextList, "[\"durin.auth.TokenAuthentication\"]",
     "schemes of Durin's own endpoints but the login; empty: the site's default_authentication_classes"},
    {"default_token_ttl",
     SettingType::kDuration,
     "86400",
     "lifetime that create_client gives a client if it is not told another",
     {},
     -kLongestLifetime,
     kLongestLifetime,
     "never"},
    {"token_character_length",
     SettingType::kInteger,
     "64",
     "characters of a new token; an odd number gives one less",
     {},
     kShortestToken,
     kLongestToken},
    {"user_serializer", SettingType::kText, "\"none\"", "adds the user to the answer of a login",
     kSerializers, INT64_MIN, INT64_MAX, "none"},
    {"user_fields", SettingType::kTextList, "[\"username\"]",
     "what user_serializer shows of the user, in this order", rest::kUserFields},
    {"auth_header_prefix", SettingType::kText, "\"Token\"",
     "first word of the Authorization header, and the challenge of a 401"},
    {"expiry_datetime_format",
     SettingType::kText,
     "\"iso-8601\"",
     "how login and refresh write the expiry: \"iso-8601\", a strftime pattern, none: in UTC whatever the "
     "zone",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"token_cache_timeout",
     SettingType::kDuration,
     "60",
     "CachedTokenAuthentication: an entry's age at most, but never over a tenth of a second; 0: none is kept",
     {},
     0,
     INT32_MAX},
    {"refresh_token_on_login", SettingType::kBoolean, "false", "renew the token that a login finds"},
    {"authtoken_select_related_list", SettingType::kTextList, "[\"user\"]",
     "has no effect: a check always is one query for token, client and user", kRelated},
    {"api_access_client_name",
     SettingType::kText,
     "\"none\"",
     "the client whose tokens apiaccess/ hands out",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"api_access_exclude_from_sessions", SettingType::kBoolean, "false",
     "do not show the tokens of that client in sessions/"},
    {"api_access_response_include_token", SettingType::kBoolean, "false",
     "show the token at GET apiaccess/, too"},
    {"humanize", SettingType::kText, "\"classic\"",
     "the words of expires_in_str: classic as the humanize library up to 4.14, rounding as later ones",
     kHumanRules},
    {"client_header", SettingType::kText, "\"\"",
     "a header field that may name the client at login, before the body is asked; empty: none"},
    {"replace_expired_on_login", SettingType::kBoolean, "false",
     "give a new token in place of an expired one, which upstream hands out once more"},
    {"refresh_on_use", SettingType::kBoolean, "false", "renew a token whenever it is used"},
    {"min_refresh_interval",
     SettingType::kDuration,
     "60",
     "refresh_on_use: seconds that must be won before a row is written",
     {},
     0,
     kLongestLifetime},
    {"max_lifetime",
     SettingType::kDuration,
     "\"never\"",
     "seconds after its creation at which a token ends, however often it was renewed",
     {},
     1,
     kLongestLifetime,
     "never"},
    {"token_limit_per_user",
     SettingType::kInteger,
     "\"none\"",
     "tokens that one user may hold at a time, over all clients",
     {},
     1,
     1'000'000,
     "none"},
    {"limit_policy", SettingType::kText, "\"refuse\"",
     "at that limit: refuse the login, or end the oldest token", rest::kLimitPolicies},
    {"throttle_address",
     SettingType::kRate,
     "\"none\"",
     "how often one address may log in: \"30/min\", \"10/15m\"",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"throttle_account",
     SettingType::kRate,
     "\"none\"",
     "how often anybody may log in with one user name, known or not",
     {},
     INT64_MIN,
     INT64_MAX,
     "none"},
    {"no_store", SettingType::kBoolean, "false", "send Cache-Control: no-store with every answer"},
}};

tl::unexpected<Error> refused(std::string_view key, const Settings& settings, std::string_view why) {
  return fail(ErrorKind::kConfiguration, settings.origin(kTable, key) + ": [systems.durin] " +
                                             std::string(key) + ": " + std::string(why));
}

Result<void> check(const Options& options, const Settings& settings) {
  if (!rest::schemes::is_word(options.prefix)) {
    return refused("auth_header_prefix", settings, "\"" + options.prefix + "\" is not one word of a header");
  }
  if (!options.client_header.empty() && !rest::schemes::is_word(options.client_header)) {
    return refused("client_header", settings, "\"" + options.client_header + "\" is not the name of a field");
  }
  if (http::same_name(options.client_header, "Authorization")) {
    return refused("client_header", settings, "that field is for credentials");
  }
  if (options.user_fields.empty()) {
    return refused("user_fields", settings, "it is empty: user_serializer would show nothing");
  }
  if (options.hides_api_client && !options.api_client) {
    return refused("api_access_exclude_from_sessions", settings, "api_access_client_name is not set");
  }
  return {};
}

Options plain_options(const Settings& settings, rest::DateTimeFormat expiry, rest::DateTimeFormat other) {
  Options options{.authentication_classes = settings.list(kTable, "authentication_classes"),
                  .user_fields = settings.list(kTable, "user_fields"),
                  .prefix = settings.text(kTable, "auth_header_prefix"),
                  .expiry_format = std::move(expiry),
                  .datetime_format = std::move(other)};
  const std::optional<Seconds> lifetime = settings.duration(kTable, "default_token_ttl");
  options.default_token_ttl = lifetime ? Microseconds(*lifetime) : kNever;
  options.token_characters = static_cast<std::size_t>(settings.integer(kTable, "token_character_length"));
  options.shows_user = settings.optional_text(kTable, "user_serializer").has_value();
  const Seconds timeout = settings.duration(kTable, "token_cache_timeout").value_or(Seconds(0));
  options.trusted = std::min<Milliseconds>(timeout, kMostTrusted);
  options.refresh_on_login = settings.boolean(kTable, "refresh_token_on_login");
  options.api_client = settings.optional_text(kTable, "api_access_client_name");
  options.hides_api_client = settings.boolean(kTable, "api_access_exclude_from_sessions");
  options.shows_api_token = settings.boolean(kTable, "api_access_response_include_token");
  options.humanize =
      settings.text(kTable, "humanize") == "rounding" ? HumanRule::kRounding : HumanRule::kClassic;
  options.client_header = settings.text(kTable, "client_header");
  options.replace_expired_on_login = settings.boolean(kTable, "replace_expired_on_login");
  options.refresh_on_use = settings.boolean(kTable, "refresh_on_use");
  options.min_refresh_interval = settings.duration(kTable, "min_refresh_interval").value_or(Seconds(0));
  options.max_lifetime = settings.duration(kTable, "max_lifetime");
  options.tokens_per_user = settings.optional_integer(kTable, "token_limit_per_user");
  options.limit_policy = rest::limit_policy(settings.text(kTable, "limit_policy"));
  return options;
}

Result<void> read_rates(Options& options, const Settings& settings) {
  for (const auto& [key, rate] : {std::pair("throttle_address", &options.address_rate),
                                  std::pair("throttle_account", &options.account_rate)}) {
    const std::optional<std::string> text = settings.optional_text(kTable, key);
    const auto read = text ? rest::parse_rate(*text, true) : Result<rest::Rate>(rest::Rate{});
    if (!read) {
      return refused(key, settings, read.error().message);
    }
    *rate = text ? std::optional(*read) : std::nullopt;
  }
  return {};
}

}  // namespace

std::span<const Setting> settings() {
  return kSettings;
}

Result<Options> read_options(const Settings& settings) {
  auto expiry =
      rest::DateTimeFormat::make(settings.optional_text(kTable, "expiry_datetime_format"), settings);
  if (!expiry) {
    return refused("expiry_datetime_format", settings, expiry.error().message);
  }
  auto other = rest::DateTimeFormat::iso(settings);
  if (!other) {
    return tl::unexpected<Error>(std::move(other.error()));
  }
  Options options = plain_options(settings, std::move(*expiry), std::move(*other));
  for (const Result<void>& step : {read_rates(options, settings), check(options, settings)}) {
    if (!step) {
      return tl::unexpected<Error>(step.error());
    }
  }
  return options;
}

}  // namespace narvi::systems::durin
