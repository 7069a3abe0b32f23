#include "app/command_problems.h"

#include "app/remote_user_wiring.h"
#include "app/settings_check.h"
#include "app/systems.h"

namespace narvi::app {

std::vector<SettingProblem> all_problems(const Settings& settings, std::span<const SettingTable> tables) {
  std::vector<SettingProblem> problems = check_settings(settings, tables);
  for (const rest::System* system : enabled_systems(settings)) {
    if (system->check == nullptr) {
      continue;
    }
    std::vector<SettingProblem> own = system->check(settings);
    problems.insert(problems.end(), own.begin(), own.end());
  }
  Findings pattern(settings);
  check_remote_user_pattern(pattern);
  std::vector<SettingProblem> more = pattern.take();
  problems.insert(problems.end(), more.begin(), more.end());
  return problems;
}

std::vector<SettingProblem> all_warnings(const Settings& settings) {
  return setting_warnings(settings);
}

}  // namespace narvi::app
