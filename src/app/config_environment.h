#pragma once
// Settings in the environment: NARVI_<TABLE>_<KEY>, dots as underscores, upper case. Lists have commas, maps
// "key=text" with commas.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/given_value.h"
#include "base/settings.h"

namespace narvi::app {

using Environment = std::map<std::string, std::string, std::less<>>;

/// The process's environment variables.
Environment process_environment();

/// "NARVI_SYSTEMS_SAV_PATH" for "systems.sav", "path".
std::string environment_name(std::string_view table, std::string_view key);

/// A setting named by the environment.
struct EnvironmentSetting {
  const SettingTable* table;
  const Setting* setting;
  std::string name;
  GivenValue value;  ///< read by the setting's type as far as it can be; else the text itself
};

/// What the NARVI_ variables say. A variable that no table knows is put into `problems`, but for NARVI_CONFIG
/// and what container platforms set (NARVI_SERVICE_HOST, NARVI_PORT ...).
std::vector<EnvironmentSetting> environment_settings(const Environment& environment,
                                                     std::span<const SettingTable> tables,
                                                     std::vector<SettingProblem>& problems);

/// `value` the way it is written in the environment.
std::string environment_form(const Setting& setting, const SettingValue& value);

}  // namespace narvi::app
