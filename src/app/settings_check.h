#pragma once
// Settings that are right one by one but wrong for their place, or contradict each other. Pure: nothing is
// opened or connected to.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"

namespace narvi::app {

/// What must stop the start. `tables`: those the settings were loaded with, for the paths of the systems.
std::vector<SettingProblem> check_settings(const Settings& settings, std::span<const SettingTable> tables);

/// What an operator should hear but may want: weak keys, settings without effect.
std::vector<SettingProblem> setting_warnings(const Settings& settings);

/// Collects problems of settings with their origins.
class Findings {
 public:
  explicit Findings(const Settings& settings) : settings_(settings) {}
  /// Adds "ORIGIN: [table] key: message". A setting left at its default has the origin "default".
  void add(std::string_view table, std::string_view key, std::string_view message, std::string mend);
  const Settings& settings() const { return settings_; }
  std::vector<SettingProblem> take() { return std::move(problems_); }

 private:
  const Settings& settings_;
  std::vector<SettingProblem> problems_;
};

// The parts of check_settings, one for each file of tables.
void check_server(Findings& findings);
void check_security(Findings& findings);
void check_users(Findings& findings);
void check_auth(Findings& findings);
void check_hashers(Findings& findings);
void check_validators(Findings& findings);
void check_browser(Findings& findings);
void check_cache(Findings& findings);
void check_rest(Findings& findings);
void check_entrances(Findings& findings, std::span<const SettingTable> tables);

// The parts of setting_warnings that are not in settings_check.cpp.
void warn_of_browser(Findings& findings);

/// The part of setting_warnings about [auth] password_hashers.
void warn_of_hashers(Findings& findings);

}  // namespace narvi::app
