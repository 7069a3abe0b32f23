#include "app/config_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "app/nearest.h"
#include "app/setting_value.h"

namespace narvi::app {

namespace {

/// A problem with its line, to be sorted by it: the TOML library keeps members in the order of their names.
struct Finding {
  unsigned line;
  SettingProblem problem;
};

class Matcher {
 public:
  Matcher(const std::string& file, std::span<const SettingTable> tables, Settings& settings)
      : file_(file), tables_(tables), settings_(settings) {}

  /// The members of the table at `path` ("" for the whole file).
  void members(const GivenValue& given, const std::string& path) {
    const SettingTable* table = find_table(path);
    for (const GivenValue& member : given.items) {
      const std::string below = path.empty() ? member.key : path + "." + member.key;
      const Setting* setting = table == nullptr ? nullptr : find_setting(*table, member.key);
      if (setting != nullptr) {
        put(*table, *setting, member);
      } else if (member.kind == GivenValue::Kind::kTable && leads_to_table(below)) {
        members(member, below);
      } else if (member.kind == GivenValue::Kind::kTable && table == nullptr) {
        unknown_table(below, member.line);
      } else if (leads_to_table(below)) {
        add(member.line, fmt::format("[{}] is a table, but {} is given", below, member.kind_name()),
            fmt::format("write the header [{}] on a line of its own", below));
      } else {
        unknown_key(path, member);
      }
    }
  }

  std::vector<Finding> findings;

 private:
  const SettingTable* find_table(std::string_view name) const {
    const auto found = std::find_if(tables_.begin(), tables_.end(),
                                    [name](const auto& table) { return table.name == name; });
    return found == tables_.end() ? nullptr : &*found;
  }

  static const Setting* find_setting(const SettingTable& table, std::string_view key) {
    const auto found = std::find_if(table.settings.begin(), table.settings.end(),
                                    [key](const Setting& setting) { return setting.key == key; });
    return found == table.settings.end() ? nullptr : &*found;
  }

  bool leads_to_table(const std::string& path) const {
    const std::string above = path + ".";
    return std::any_of(tables_.begin(), tables_.end(), [&](const auto& table) {
      return table.name == path || table.name.starts_with(above);
    });
  }

  void put(const SettingTable& table, const Setting& setting, const GivenValue& given) {
    if (setting.type == SettingType::kRows && given.kind == GivenValue::Kind::kList) {
      put_rows(table, setting, given);
      return;
    }
    Result<SettingValue, Complaint> value = setting_value(setting, given);
    if (value) {
      settings_.put(table.name, setting.key, {std::move(*value), origin(given.line)});
      return;
    }
    const std::string example = setting.type == SettingType::kRows
                                    ? ""
                                    : fmt::format(", for example {} = {}", setting.key, setting.default_toml);
    add(given.line, fmt::format("[{}] {}: {}", table.name, setting.key, value.error().message),
        value.error().mend + example);
  }

  /// Each row is matched as a file that has its columns' table only.
  void put_rows(const SettingTable& table, const Setting& setting, const GivenValue& given) {
    SettingRows rows;
    for (const GivenValue& item : given.items) {
      if (item.kind != GivenValue::Kind::kTable) {
        add(item.line,
            fmt::format("[{}] {}: a row is a table, but {} is given", table.name, setting.key,
                        item.kind_name()),
            fmt::format("write the header [[{}]] on a line of its own", setting.row->name));
        continue;
      }
      const auto row = std::make_shared<Settings>();
      row->put(setting.row->name, "", {SettingValue(), origin(item.line)});
      Matcher columns(file_, {setting.row, 1}, *row);
      columns.members(item, std::string(setting.row->name));
      std::move(columns.findings.begin(), columns.findings.end(), std::back_inserter(findings));
      row->put_defaults({setting.row, 1});
      rows.push_back(row);
    }
    settings_.put(table.name, setting.key, {std::move(rows), origin(given.line)});
  }

  void unknown_table(const std::string& path, unsigned line) {
    std::vector<std::string_view> known;
    for (const SettingTable& table : tables_) {
      known.push_back(table.name);
    }
    const auto meant = nearest(path, known);
    add(line, fmt::format("[{}]: there is no such table", path),
        meant ? fmt::format("did you mean [{}]?", *meant)
              : "remove it; `narvi config --default` lists all tables");
  }

  void unknown_key(const std::string& path, const GivenValue& member) {
    if (path.empty() || find_table(path) == nullptr) {
      add(member.line, fmt::format("{}{} stands in no table", path.empty() ? "" : path + ".", member.key),
          path.empty()
              ? key_elsewhere(member.key).value_or("put it below the header of its table, such as [server]")
              : fmt::format("write a table below it: [{}.NAME]", path));
      return;
    }
    add(member.line, fmt::format("[{}] {}: there is no such setting", path, member.key),
        key_mend(path, member.key));
  }

  std::string key_mend(const std::string& path, const std::string& key) const {
    if (const auto elsewhere = key_elsewhere(key)) {
      return *elsewhere;
    }
    std::vector<std::string_view> known;
    for (const Setting& setting : find_table(path)->settings) {
      known.push_back(setting.key);
    }
    if (const auto meant = nearest(key, known)) {
      return fmt::format("did you mean {}?", *meant);
    }
    return "remove it; `narvi config --default` lists all settings";
  }

  /// A key that is right but stands in the wrong place. Silent if several tables know it (`cookie_name`).
  std::optional<std::string> key_elsewhere(std::string_view key) const {
    const SettingTable* home = nullptr;
    for (const SettingTable& table : tables_) {
      if (find_setting(table, key) == nullptr) {
        continue;
      }
      if (home != nullptr) {
        return std::nullopt;
      }
      home = &table;
    }
    return home == nullptr ? std::nullopt : std::optional(fmt::format("it belongs to [{}]", home->name));
  }

  std::string origin(unsigned line) const { return fmt::format("{}:{}", file_, line); }

  void add(unsigned line, std::string message, std::string mend) {
    findings.push_back({line, {origin(line), std::move(message), std::move(mend)}});
  }

  const std::string& file_;
  std::span<const SettingTable> tables_;
  Settings& settings_;
};

}  // namespace

void match_file(const GivenValue& root, const std::string& file, std::span<const SettingTable> tables,
                Settings& settings, std::vector<SettingProblem>& problems) {
  Matcher matcher(file, tables, settings);
  matcher.members(root, "");
  std::stable_sort(matcher.findings.begin(), matcher.findings.end(),
                   [](const Finding& left, const Finding& right) { return left.line < right.line; });
  for (Finding& finding : matcher.findings) {
    problems.push_back(std::move(finding.problem));
  }
}

}  // namespace narvi::app
