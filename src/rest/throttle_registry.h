#pragma once
// Throttle classes by name, with the rates of [rest_framework] default_throttle_rates (drf §4, §6.3).

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"
#include "rest/throttle.h"

namespace narvi::rest {

/// [rest_framework] default_throttle_rates, read; the error names the rate that is none.
Result<ScopeRates> throttle_rates(const Settings& settings);

/// A throttle class that a system brings, as the lists in settings name it.
struct ThrottleEntry {
  std::string_view class_name;  ///< "durin.UserClientRateThrottle"
  std::string_view dotted;      ///< "durin.throttling.UserClientRateThrottle"
  std::shared_ptr<const Throttle> (*make)(const Settings& settings);
};

/// From now on the whole program knows it; offering it again changes nothing. For System::attach, which runs
/// before any list is read.
void offer_throttle_class(const ThrottleEntry& entry);

/// The throttles of these class names. An unknown name or a scope without a rate is an error that stops the
/// start (upstream answers 500 at the first request).
Result<std::vector<std::shared_ptr<const Throttle>>> find_throttles(
    const std::vector<std::string>& class_names, const Settings& settings);

/// Those of default_throttle_classes.
Result<std::vector<std::shared_ptr<const Throttle>>> default_throttles(const Settings& settings);

/// [rest_framework] num_proxies; empty for "none".
std::optional<std::int64_t> num_proxies(const Settings& settings);

}  // namespace narvi::rest
