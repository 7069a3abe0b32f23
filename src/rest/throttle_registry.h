#pragma once
// Throttle classes by name, with the rates of [rest_framework] default_throttle_rates (drf §4, §6.3).

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/settings.h"
#include "rest/throttle.h"

namespace narvi::rest {

/// [rest_framework] default_throttle_rates, read; the error names the rate that is none.
Result<ScopeRates> throttle_rates(const Settings& settings);

/// The throttles of these class names. An unknown name or a scope without a rate is an error that stops the
/// start (upstream answers 500 at the first request).
Result<std::vector<std::shared_ptr<const Throttle>>> find_throttles(
    const std::vector<std::string>& class_names, const Settings& settings);

/// Those of default_throttle_classes.
Result<std::vector<std::shared_ptr<const Throttle>>> default_throttles(const Settings& settings);

/// [rest_framework] num_proxies; empty for "none".
std::optional<std::int64_t> num_proxies(const Settings& settings);

}  // namespace narvi::rest
