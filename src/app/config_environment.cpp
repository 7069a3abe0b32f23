#include "app/config_environment.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "app/nearest.h"

namespace narvi::app {

namespace {

using Kind = GivenValue::Kind;

constexpr std::string_view kPrefix = "NARVI_";

/// NARVI_CONFIG is the program's own. Kubernetes and Docker links put the others into every container beside
/// a service called "narvi".
bool is_not_a_setting(std::string_view name) {
  return name == "NARVI_CONFIG" || name == "NARVI_PORT" || name.starts_with("NARVI_PORT_") ||
         name.starts_with("NARVI_SERVICE_");
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t\n"), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(" \t\n") + 1);
}

std::vector<std::string_view> parts(std::string_view text) {
  std::vector<std::string_view> found;
  while (!trimmed(text).empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    found.push_back(trimmed(text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return found;
}

GivenValue as_text(std::string_view text) {
  return {.kind = Kind::kText, .text = std::string(text)};
}

GivenValue as_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 4> kYes = {"true", "1", "yes", "on"};
  constexpr std::array<std::string_view, 4> kNo = {"false", "0", "no", "off"};
  if (std::find(kYes.begin(), kYes.end(), text) != kYes.end()) {
    return {.kind = Kind::kBoolean, .boolean = true};
  }
  if (std::find(kNo.begin(), kNo.end(), text) != kNo.end()) {
    return {.kind = Kind::kBoolean, .boolean = false};
  }
  return as_text(text);
}

GivenValue as_integer(std::string_view text) {
  GivenValue value{.kind = Kind::kInteger};
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value.integer);
  return error == std::errc() && stopped == end ? value : as_text(text);
}

GivenValue as_list(std::string_view text) {
  GivenValue value{.kind = Kind::kList};
  for (const std::string_view part : parts(text)) {
    value.items.push_back(as_text(part));
  }
  return value;
}

GivenValue as_map(std::string_view text) {
  GivenValue value{.kind = Kind::kTable};
  for (const std::string_view part : parts(text)) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      return as_text(text);
    }
    GivenValue& member = value.items.emplace_back(as_text(trimmed(part.substr(equals + 1))));
    member.key = std::string(trimmed(part.substr(0, equals)));
  }
  return value;
}

GivenValue read_as(SettingType type, std::string_view text) {
  switch (type) {
    case SettingType::kBoolean:
      return as_boolean(text);
    case SettingType::kInteger:
    case SettingType::kDuration:
      return as_integer(text);
    case SettingType::kTextList:
    case SettingType::kSecretList:
      return as_list(text);
    case SettingType::kMap:
      return as_map(text);
    default:
      return as_text(text);
  }
}

struct Place {
  const SettingTable* table;
  const Setting* setting;
};

std::map<std::string, Place, std::less<>> places_by_name(std::span<const SettingTable> tables) {
  std::map<std::string, Place, std::less<>> places;
  for (const SettingTable& table : tables) {
    for (const Setting& setting : table.settings) {
      places.emplace(environment_name(table.name, setting.key), Place{&table, &setting});
    }
  }
  return places;
}

SettingProblem unknown(const std::string& name, const std::map<std::string, Place, std::less<>>& places) {
  std::vector<std::string_view> known;
  for (const auto& [candidate, place] : places) {
    known.push_back(candidate);
  }
  const auto meant = nearest(name, known);
  return {name, "no setting has this name",
          meant ? fmt::format("did you mean {}?", *meant)
                : "remove it; names are NARVI_TABLE_KEY, and `narvi config --default` lists tables and keys"};
}

}  // namespace

Environment process_environment() {
  Environment found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      found.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return found;
}

std::string environment_name(std::string_view table, std::string_view key) {
  std::string name = fmt::format("{}{}_{}", kPrefix, table, key);
  for (char& c : name) {
    c = c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

std::vector<EnvironmentSetting> environment_settings(const Environment& environment,
                                                     std::span<const SettingTable> tables,
                                                     std::vector<SettingProblem>& problems) {
  const auto places = places_by_name(tables);
  std::vector<EnvironmentSetting> settings;
  for (auto entry = environment.lower_bound(kPrefix);
       entry != environment.end() && entry->first.starts_with(kPrefix); ++entry) {
    const auto& [name, text] = *entry;
    if (is_not_a_setting(name)) {
      continue;
    }
    const auto place = places.find(name);
    if (place == places.end()) {
      problems.push_back(unknown(name, places));
      continue;
    }
    const auto& [table, setting] = place->second;
    settings.push_back({table, setting, name, read_as(setting->type, text)});
  }
  return settings;
}

std::string environment_form(const Setting& setting, const SettingValue& value) {
  std::string text;
  const auto append = [&text](const std::string& part) { text += (text.empty() ? "" : ",") + part; };
  if (std::holds_alternative<std::monostate>(value)) {
    return std::string(setting.or_word);
  }
  if (const bool* boolean = std::get_if<bool>(&value)) {
    return *boolean ? "true" : "false";
  }
  if (const std::int64_t* number = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*number);
  }
  if (const std::string* given = std::get_if<std::string>(&value)) {
    return *given;
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::for_each(list->begin(), list->end(), append);
    return text;
  }
  if (const auto* map = std::get_if<std::map<std::string, std::string>>(&value)) {
    for (const auto& [key, member] : *map) {
      append(key + "=" + member);
    }
    return text;
  }
  return "...";
}

}  // namespace narvi::app
