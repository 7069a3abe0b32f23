#include "base/settings.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/setting_literal.h"

namespace narvi {

namespace {

constexpr std::string_view kDefaultOrigin = "default";

[[noreturn]] void bug(std::string_view table, std::string_view key, std::string_view why) {
  fmt::print(stderr, "narvi: bug: setting [{}] {} {}\n", table, key, why);
  std::abort();
}

template <class T>
const T& held(const SettingValue& value, std::string_view table, std::string_view key,
              std::string_view wanted) {
  const T* found = std::get_if<T>(&value);
  if (found == nullptr) {
    bug(table, key, fmt::format("was asked for as {}, which its table does not say", wanted));
  }
  return *found;
}

bool is_or_word(const SettingValue& value) {
  return std::holds_alternative<std::monostate>(value);
}

}  // namespace

const Settings::Entry& Settings::entry(std::string_view table, std::string_view key) const {
  const auto found_table = tables_.find(table);
  if (found_table != tables_.end()) {
    const auto found = found_table->second.find(key);
    if (found != found_table->second.end()) {
      return found->second;
    }
  }
  bug(table, key, "was asked for, but no table declares it");
}

const SettingValue& Settings::value(std::string_view table, std::string_view key) const {
  return entry(table, key).value;
}

bool Settings::boolean(std::string_view table, std::string_view key) const {
  return held<bool>(value(table, key), table, key, "a boolean");
}

std::int64_t Settings::integer(std::string_view table, std::string_view key) const {
  return held<std::int64_t>(value(table, key), table, key, "a whole number");
}

const std::string& Settings::text(std::string_view table, std::string_view key) const {
  return held<std::string>(value(table, key), table, key, "a text");
}

const SecretText& Settings::secret(std::string_view table, std::string_view key) const {
  static const SecretText kNone;
  const SettingValue& given = value(table, key);
  return is_or_word(given) ? kNone : held<SecretText>(given, table, key, "a secret");
}

const std::vector<SecretText>& Settings::secrets(std::string_view table, std::string_view key) const {
  return held<std::vector<SecretText>>(value(table, key), table, key, "a list of secrets");
}

const std::vector<std::string>& Settings::list(std::string_view table, std::string_view key) const {
  return held<std::vector<std::string>>(value(table, key), table, key, "a list");
}

const std::map<std::string, std::string>& Settings::map(std::string_view table, std::string_view key) const {
  return held<std::map<std::string, std::string>>(value(table, key), table, key, "a map");
}

const SettingRows& Settings::rows(std::string_view table, std::string_view key) const {
  return held<SettingRows>(value(table, key), table, key, "a list of rows");
}

std::optional<Seconds> Settings::duration(std::string_view table, std::string_view key) const {
  const SettingValue& given = value(table, key);
  if (is_or_word(given)) {
    return std::nullopt;
  }
  return Seconds(held<std::int64_t>(given, table, key, "a duration"));
}

std::optional<std::int64_t> Settings::optional_integer(std::string_view table, std::string_view key) const {
  const SettingValue& given = value(table, key);
  if (is_or_word(given)) {
    return std::nullopt;
  }
  return held<std::int64_t>(given, table, key, "a whole number");
}

std::optional<std::string> Settings::optional_text(std::string_view table, std::string_view key) const {
  const SettingValue& given = value(table, key);
  if (is_or_word(given)) {
    return std::nullopt;
  }
  if (const std::int64_t* number = std::get_if<std::int64_t>(&given)) {
    return std::to_string(*number);
  }
  return held<std::string>(given, table, key, "a text");
}

const std::string& Settings::origin(std::string_view table, std::string_view key) const {
  return entry(table, key).origin;
}

bool Settings::is_default(std::string_view table, std::string_view key) const {
  return entry(table, key).origin == kDefaultOrigin;
}

void Settings::put(std::string_view table, std::string_view key, Entry entry) {
  tables_[std::string(table)].insert_or_assign(std::string(key), std::move(entry));
}

void Settings::put_defaults(std::span<const SettingTable> tables) {
  for (const SettingTable& table : tables) {
    auto& keys = tables_[std::string(table.name)];
    for (const Setting& setting : table.settings) {
      if (!keys.contains(setting.key)) {
        keys.emplace(setting.key, Entry{default_value(setting), std::string(kDefaultOrigin)});
      }
    }
  }
}

}  // namespace narvi
