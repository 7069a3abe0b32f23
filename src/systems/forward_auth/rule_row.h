#pragma once
// One row of [[systems.forward_auth.rules]] as a Rule, with everything that is wrong in it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"
#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

inline constexpr std::string_view kRuleTable = "systems.forward_auth.rules";

/// The rule in `row`, the `number`th of all (from 1). What is wrong is added to `problems`; the parts that
/// are wrong are then missing from the rule.
Rule read_row(const Settings& row, std::size_t number, std::vector<SettingProblem>& problems);

/// A host of a rule in the form in which hosts are compared: "*", "*.example.com" or a host. Empty: it is
/// none.
std::optional<std::string> rule_host(std::string_view given);

/// Whether `pattern` (canonical) fits `host` (canonical).
bool host_fits(std::string_view pattern, std::string_view host);

/// Whether everything that `later` fits is fitted by `earlier`, as far as their texts tell.
bool covers(const Rule& earlier, const Rule& later);

}  // namespace narvi::systems::forward_auth
