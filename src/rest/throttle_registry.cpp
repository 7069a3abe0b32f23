#include "rest/throttle_registry.h"

namespace narvi::rest {

namespace {

constexpr std::string_view kTable = "rest_framework";
constexpr std::string_view kPackage = "rest_framework.throttling.";

Result<ThrottleOptions> options_of(std::string scope, const Settings& settings) {
  ThrottleOptions options{std::move(scope), std::nullopt, num_proxies(settings)};
  const auto& rates = settings.map(kTable, "default_throttle_rates");
  const auto found = rates.find(options.scope);
  if (found == rates.end()) {
    return fail(ErrorKind::kConfiguration, settings.origin(kTable, "default_throttle_rates") +
                                               ": no default throttle rate set for '" + options.scope +
                                               "' scope");
  }
  if (found->second == "none") {
    return options;
  }
  Result<Rate> rate = parse_rate(found->second, false);
  if (!rate) {
    return fail(ErrorKind::kConfiguration,
                settings.origin(kTable, "default_throttle_rates") + ": " + rate.error().message);
  }
  options.rate = *rate;
  return options;
}

}  // namespace

std::optional<std::int64_t> num_proxies(const Settings& settings) {
  return settings.optional_integer(kTable, "num_proxies");
}

Result<std::vector<std::shared_ptr<const Throttle>>> find_throttles(
    const std::vector<std::string>& class_names, const Settings& settings) {
  std::vector<std::shared_ptr<const Throttle>> throttles;
  for (std::string_view name : class_names) {
    if (name.starts_with(kPackage)) {
      name.remove_prefix(kPackage.size());
    }
    const bool anonymous = name == "AnonRateThrottle";
    if (!anonymous && name != "UserRateThrottle") {
      return fail(ErrorKind::kConfiguration,
                  "there is no throttle class \"" + std::string(name) +
                      "\" for this list; known: AnonRateThrottle, UserRateThrottle");
    }
    Result<ThrottleOptions> options = options_of(anonymous ? "anon" : "user", settings);
    if (!options) {
      return tl::unexpected<Error>(std::move(options.error()));
    }
    throttles.push_back(anonymous ? anon_rate_throttle(std::move(*options))
                                  : user_rate_throttle(std::move(*options)));
  }
  return throttles;
}

Result<std::vector<std::shared_ptr<const Throttle>>> default_throttles(const Settings& settings) {
  return find_throttles(settings.list(kTable, "default_throttle_classes"), settings);
}

}  // namespace narvi::rest
