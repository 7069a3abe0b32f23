#pragma once
// For tests: rows of [[systems.forward_auth.rules]] as the loader makes them.

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/settings.h"
#include "systems/forward_auth/rule_row.h"

namespace narvi::systems::forward_auth {

using Columns = std::initializer_list<std::pair<const char*, SettingValue>>;

/// Settings with these rules; the first stands in line 10, the next in 20, their columns in 11, 12 ...
inline Settings settings_with(std::initializer_list<Columns> rules,
                              std::vector<std::string> site_classes = {"SessionAuthentication"}) {
  SettingRows rows;
  for (const Columns& columns : rules) {
    const auto row = std::make_shared<Settings>();
    std::size_t line = 10 * (rows.size() + 1);
    const auto origin = [&line] { return "narvi.toml:" + std::to_string(line++); };
    row->put(kRuleTable, "", {SettingValue(), origin()});
    for (const auto& [column, value] : columns) {
      row->put(kRuleTable, column, {value, origin()});
    }
    row->put_defaults({&rule_table(), 1});
    rows.push_back(row);
  }
  Settings settings;
  settings.put("systems.forward_auth", "rules", {std::move(rows), "narvi.toml:9"});
  settings.put("rest_framework", "default_authentication_classes", {std::move(site_classes), "default"});
  return settings;
}

using Texts = std::vector<std::string>;

}  // namespace narvi::systems::forward_auth
