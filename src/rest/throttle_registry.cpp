#include "rest/throttle_registry.h"

#include <algorithm>
#include <mutex>

namespace narvi::rest {

namespace {

constexpr std::string_view kTable = "rest_framework";
constexpr std::string_view kPackage = "rest_framework.throttling.";

/// What systems offered.
class Offered {
 public:
  void add(const ThrottleEntry& entry) {
    const std::lock_guard guard(mutex_);
    const bool known = std::ranges::any_of(
        entries_, [&entry](const ThrottleEntry& one) { return one.dotted == entry.dotted; });
    if (!known) {
      entries_.push_back(entry);
    }
  }
  /// Null if nobody offered a class of that name.
  std::shared_ptr<const Throttle> make(std::string_view name, const Settings& settings) const {
    const std::lock_guard guard(mutex_);
    const auto found = std::ranges::find_if(entries_, [name](const ThrottleEntry& entry) {
      return entry.class_name == name || entry.dotted == name;
    });
    return found == entries_.end() ? nullptr : found->make(settings);
  }
  /// ", durin.UserClientRateThrottle"
  std::string names() const {
    const std::lock_guard guard(mutex_);
    std::string names;
    for (const ThrottleEntry& entry : entries_) {
      names.append(", ").append(entry.class_name);
    }
    return names;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<ThrottleEntry> entries_;
};

Offered& offered() {
  static Offered kept;
  return kept;
}

tl::unexpected<Error> bad_rates(const Settings& settings, std::string_view why) {
  return fail(ErrorKind::kConfiguration,
              settings.origin(kTable, "default_throttle_rates") + ": " + std::string(why));
}

Result<ThrottleOptions> options_of(std::string scope, const ScopeRates& rates, const Settings& settings) {
  const auto found = rates.find(scope);
  if (found == rates.end()) {
    return bad_rates(settings, "no default throttle rate set for '" + scope + "' scope");
  }
  return ThrottleOptions{std::move(scope), found->second, num_proxies(settings)};
}

}  // namespace

void offer_throttle_class(const ThrottleEntry& entry) {
  offered().add(entry);
}

std::optional<std::int64_t> num_proxies(const Settings& settings) {
  return settings.optional_integer(kTable, "num_proxies");
}

Result<ScopeRates> throttle_rates(const Settings& settings) {
  const bool extended = settings.boolean(kTable, "extended_throttle_rates");
  ScopeRates rates;
  for (const auto& [scope, text] : settings.map(kTable, "default_throttle_rates")) {
    if (text == "none") {
      rates[scope] = std::nullopt;
      continue;
    }
    const Result<Rate> rate = parse_rate(text, extended);
    if (!rate) {
      return bad_rates(settings, rate.error().message);
    }
    rates[scope] = *rate;
  }
  return rates;
}

Result<std::vector<std::shared_ptr<const Throttle>>> find_throttles(
    const std::vector<std::string>& class_names, const Settings& settings) {
  Result<ScopeRates> rates = throttle_rates(settings);
  if (!rates) {
    return tl::unexpected<Error>(std::move(rates.error()));
  }
  std::vector<std::shared_ptr<const Throttle>> throttles;
  for (std::string_view name : class_names) {
    if (name.starts_with(kPackage)) {
      name.remove_prefix(kPackage.size());
    }
    if (name == "ScopedRateThrottle") {
      throttles.push_back(scoped_rate_throttle(*rates, num_proxies(settings)));
      continue;
    }
    if (auto own = offered().make(name, settings)) {
      throttles.push_back(std::move(own));
      continue;
    }
    const bool anonymous = name == "AnonRateThrottle";
    if (!anonymous && name != "UserRateThrottle") {
      return fail(ErrorKind::kConfiguration,
                  "there is no throttle class \"" + std::string(name) +
                      "\" for this list; known: AnonRateThrottle, UserRateThrottle, ScopedRateThrottle" +
                      offered().names());
    }
    Result<ThrottleOptions> options = options_of(anonymous ? "anon" : "user", *rates, settings);
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
