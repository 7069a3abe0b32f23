#include <charconv>
#include <utility>

#include "accounts/common_validator.h"
#include "accounts/length_validator.h"
#include "accounts/numeric_validator.h"
#include "accounts/similarity_validator.h"
#include "app/accounts_parts.h"
#include "app/class_names.h"
#include "app/validator_settings.h"
#include "base/time_zone.h"

namespace narvi::app {

namespace {

using accounts::PasswordValidator;
using Made = Result<std::unique_ptr<PasswordValidator>>;

Made similarity(const Settings& settings) {
  accounts::SimilarityRule rule;
  const auto most = parse_similarity(settings.text("auth", "password_max_similarity"));
  if (!most) {
    return fail(ErrorKind::kConfiguration, settings.origin("auth", "password_max_similarity") +
                                               ": [auth] password_max_similarity: write \"0.1\" to \"1.0\"");
  }
  rule.max_similarity = *most;
  rule.attributes.clear();
  for (const std::string& name : settings.list("auth", "password_user_attributes")) {
    if (const auto attribute = accounts::parse_user_attribute(name)) {
      rule.attributes.push_back(*attribute);
    }
  }
  return accounts::make_similarity_validator(std::move(rule));
}

Made length(const Settings& settings) {
  return accounts::make_length_validator(
      {static_cast<std::size_t>(settings.integer("auth", "password_min_length"))});
}

Made common(const Settings& settings) {
  const std::optional<std::string> path = settings.optional_text("auth", "password_list_path");
  return path ? accounts::make_common_validator_from(*path) : accounts::make_common_validator();
}

Made numeric(const Settings& /*settings*/) {
  return accounts::make_numeric_validator();
}

struct Row {
  std::string_view name;
  Made (*make)(const Settings&);
};
constexpr Row kMakers[] = {
    {"UserAttributeSimilarityValidator", similarity},
    {"MinimumLengthValidator", length},
    {"CommonPasswordValidator", common},
    {"NumericPasswordValidator", numeric},
};

Made make_validator(const Settings& settings, const std::string& name) {
  const std::string_view known = validator_class(name).value_or("");
  for (const auto& [candidate, make] : kMakers) {
    if (candidate == known) {
      return make(settings);
    }
  }
  return unknown_name(settings, "auth_password_validators", name, known_validators());
}

}  // namespace

std::optional<double> parse_similarity(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  const bool in_range = value >= accounts::SimilarityRule::kLeast && value <= 1.0;
  return error == std::errc() && stop == end && in_range ? std::optional(value) : std::nullopt;
}

Result<accounts::PasswordValidators> make_validators(const Settings& settings) {
  accounts::PasswordValidators validators;
  for (const std::string& name : settings.list("auth", "auth_password_validators")) {
    Made validator = make_validator(settings, name);
    if (!validator) {
      return tl::unexpected<Error>(std::move(validator.error()));
    }
    validators.add(std::move(*validator));
  }
  return validators;
}

Result<accounts::ResetTokenOptions> reset_token_options(const Settings& settings) {
  Result<TimeZone> zone = TimeZone::find(settings.text("compat", "time_zone"));
  if (!zone) {
    return tl::unexpected<Error>(std::move(zone.error()));
  }
  accounts::ResetTokenOptions options;
  options.zone = *zone;
  options.use_tz = settings.boolean("compat", "use_tz");
  options.timeout = settings.duration("auth", "password_reset_timeout").value_or(options.timeout);
  return options;
}

}  // namespace narvi::app
