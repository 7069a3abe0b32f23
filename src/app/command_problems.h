#pragma once
// The checks of the house and of every enabled system in one list.

#include <span>
#include <vector>

#include "base/settings.h"

namespace narvi::app {

/// What must stop the start.
std::vector<SettingProblem> all_problems(const Settings& settings, std::span<const SettingTable> tables);
/// What should be said, but may be meant.
std::vector<SettingProblem> all_warnings(const Settings& settings);

}  // namespace narvi::app
