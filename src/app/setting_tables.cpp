#include "app/setting_tables.h"

#include "app/server_settings.h"

namespace narvi::app {

void SettingTables::add(std::span<const SettingTable> tables) {
  tables_.insert(tables_.end(), tables.begin(), tables.end());
}

void SettingTables::add_system(std::string_view name, std::string_view title, std::string_view default_path,
                               bool default_enabled, std::span<const Setting> own) {
  const std::string& table = texts_.emplace_back("systems." + std::string(name));
  const std::string& path = texts_.emplace_back("\"" + std::string(default_path) + "\"");
  std::vector<Setting>& settings = settings_.emplace_back();
  settings.push_back(
      {"enabled", SettingType::kBoolean, default_enabled ? "true" : "false", "serve this system"});
  settings.push_back(
      {"path", SettingType::kText, path, "where its endpoints are mounted, with both slashes"});
  settings.insert(settings.end(), own.begin(), own.end());
  tables_.push_back({table, title, settings});
}

void add_house_tables(SettingTables& tables) {
  tables.add(server_tables());
  tables.add(security_tables());
  tables.add(rest_tables());
  tables.add(user_tables());
  tables.add(auth_tables());
  tables.add(browser_tables());
  tables.add(cache_tables());
}

}  // namespace narvi::app
