#include "app/config.h"

#include <fmt/format.h>
#include <unistd.h>

#include "app/config_file.h"
#include "app/config_match.h"
#include "app/setting_value.h"
#include "base/setting_literal.h"

namespace narvi::app {

namespace {

/// The file to read; empty for none.
std::string chosen_file(const std::optional<std::string>& path, const Environment& environment,
                        std::span<const std::string_view> places) {
  if (path) {
    return *path;
  }
  if (const auto named = environment.find("NARVI_CONFIG");
      named != environment.end() && !named->second.empty()) {
    return named->second;
  }
  for (const std::string_view place : places) {
    // A file that exists but cannot be read must be told, so only existence counts here.
    if (::access(std::string(place).c_str(), F_OK) == 0) {
      return std::string(place);
    }
  }
  return {};
}

void overlay(const EnvironmentSetting& given, Settings& settings, std::vector<SettingProblem>& problems) {
  const Setting& setting = *given.setting;
  Result<SettingValue, Complaint> value = setting_value(setting, given.value);
  if (value) {
    settings.put(given.table->name, setting.key, {std::move(*value), given.name});
    return;
  }
  const bool rows = setting.type == SettingType::kRows;  // the environment cannot hold any
  const std::string example = rows ? " of narvi.toml"
                                   : fmt::format(", for example {}={}", given.name,
                                                 environment_form(setting, default_value(setting)));
  problems.push_back({given.name,
                      fmt::format("[{}] {}: {}", given.table->name, setting.key, value.error().message),
                      value.error().mend + example});
}

}  // namespace

Result<Loaded, std::vector<SettingProblem>> load_config(const std::optional<std::string>& path,
                                                        const Environment& environment,
                                                        std::span<const SettingTable> tables,
                                                        std::span<const std::string_view> places) {
  Loaded loaded{{}, chosen_file(path, environment, places)};
  std::vector<SettingProblem> problems;
  if (!loaded.file.empty()) {
    const Result<GivenValue, SettingProblem> root = read_config_file(loaded.file);
    if (root) {
      match_file(*root, loaded.file, tables, loaded.settings, problems);
    } else {
      problems.push_back(root.error());
    }
  }
  for (const EnvironmentSetting& given : environment_settings(environment, tables, problems)) {
    overlay(given, loaded.settings, problems);
  }
  if (!problems.empty()) {
    return tl::unexpected(std::move(problems));
  }
  loaded.settings.put_defaults(tables);
  return loaded;
}

std::string describe(const SettingProblem& problem) {
  return fmt::format("{}{}{}\n  mend: {}", problem.origin, problem.origin.empty() ? "" : ": ",
                     problem.message, problem.mend);
}

std::string describe(const std::vector<SettingProblem>& problems) {
  std::string text;
  for (const SettingProblem& problem : problems) {
    text += describe(problem) + "\n";
  }
  return text;
}

}  // namespace narvi::app
