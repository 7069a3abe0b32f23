#pragma once
// All setting tables of a program: the house's and those of the systems, which get `enabled` and `path`
// besides their own keys (design §8).

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"

namespace narvi::app {

class SettingTables {
 public:
  SettingTables() = default;
  SettingTables(const SettingTables&) = delete;
  SettingTables& operator=(const SettingTables&) = delete;

  /// Adds tables whose data has static storage.
  void add(std::span<const SettingTable> tables);

  /// Adds the table [systems.NAME]. `default_path` is like "/auth-session/".
  void add_system(std::string_view name, std::string_view title, std::string_view default_path,
                  bool default_enabled, std::span<const Setting> own);

  /// Valid as long as this object, until the next add.
  std::span<const SettingTable> all() const { return tables_; }

 private:
  std::deque<std::string> texts_;  // names and literals made here; a deque keeps them where they are
  std::deque<std::vector<Setting>> settings_;
  std::vector<SettingTable> tables_;
};

/// Adds the tables of the house in the order in which people look for them.
void add_house_tables(SettingTables& tables);

}  // namespace narvi::app
