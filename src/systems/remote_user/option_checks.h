#pragma once
// What in [systems.remote_user] must stop the start: words that are none, tests that nobody could pass, and
// contradictions with other tables.

#include <vector>

#include "base/settings.h"

namespace narvi::systems::remote_user {

/// All problems, each with its line and a mend. The pattern is app's to check.
std::vector<SettingProblem> check(const Settings& settings);

/// Those about who may name a user (option_checks_trust.cpp), and about groups (option_checks_groups.cpp).
void check_trust(const Settings& settings, std::vector<SettingProblem>& problems);
void check_groups(const Settings& settings, std::vector<SettingProblem>& problems);

/// Adds "[systems.remote_user] key: message" with the origin of the key.
void add_problem(const Settings& settings, std::string_view key, std::string message, std::string mend,
                 std::vector<SettingProblem>& problems);

}  // namespace narvi::systems::remote_user
