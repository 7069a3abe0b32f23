#include "base/setting_literal.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace narvi {

namespace {

/// Reads one literal: the subset of TOML that tables use (basic strings, integers, booleans, flat lists and
/// inline tables of strings).
class Literal {
 public:
  explicit Literal(const Setting& setting) : setting_(setting), rest_(setting.default_toml) {}

  SettingValue read() {
    SettingValue value = is_or_word() ? SettingValue() : read_typed();
    skip_blanks();
    if (!rest_.empty()) {
      broken("something stands behind the value");
    }
    return value;
  }

 private:
  [[noreturn]] void broken(std::string_view why) const {
    fmt::print(stderr, "narvi: bug: the default of setting \"{}\" ({}) cannot be read: {}\n", setting_.key,
               setting_.default_toml, why);
    std::abort();
  }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size())); }

  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  bool is_or_word() {
    if (setting_.or_word.empty() || rest_ != "\"" + std::string(setting_.or_word) + "\"") {
      return false;
    }
    rest_ = {};
    return true;
  }

  SettingValue read_typed() {
    switch (setting_.type) {
      case SettingType::kBoolean:
        return boolean();
      case SettingType::kInteger:
      case SettingType::kDuration:
        return integer();
      case SettingType::kText:
      case SettingType::kRate:
        return text();
      case SettingType::kSecret:
      case SettingType::kSecretUrl:
        return SecretText(text());
      case SettingType::kTextList:
        return list<std::string>();
      case SettingType::kSecretList:
        return list<SecretText>();
      case SettingType::kMap:
        return map();
      case SettingType::kRows:
        return rows();
    }
    broken("unknown type");
  }

  /// Rows have no default but none.
  SettingRows rows() {
    if (!take('[') || !take(']')) {
      broken("expected []");
    }
    return {};
  }

  bool boolean() {
    const std::string_view word = std::exchange(rest_, {});
    if (word != "true" && word != "false") {
      broken("expected true or false");
    }
    return word == "true";
  }

  std::int64_t integer() {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc()) {
      broken("expected a whole number");
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

  std::string text() {
    if (!take('"')) {
      broken("expected a text in quotes");
    }
    std::string text;
    while (!rest_.starts_with('"')) {
      if (rest_.starts_with('\\')) {
        rest_.remove_prefix(1);
        if (!rest_.starts_with('"') && !rest_.starts_with('\\')) {
          broken("only \\\" and \\\\ are known in defaults");
        }
      }
      if (rest_.empty()) {
        broken("the text does not end");
      }
      text.push_back(rest_.front());
      rest_.remove_prefix(1);
    }
    rest_.remove_prefix(1);
    return text;
  }

  template <class T>
  std::vector<T> list() {
    std::vector<T> items;
    if (!take('[')) {
      broken("expected a list");
    }
    while (!take(']')) {
      items.emplace_back(text());
      separator(']');
    }
    return items;
  }

  std::map<std::string, std::string> map() {
    std::map<std::string, std::string> entries;
    if (!take('{')) {
      broken("expected { key = \"text\" }");
    }
    while (!take('}')) {
      skip_blanks();
      const std::size_t end = std::min(rest_.find_first_of(" ="), rest_.size());
      std::string key(rest_.substr(0, end));
      rest_.remove_prefix(end);
      if (key.empty() || !take('=')) {
        broken("expected key = \"text\"");
      }
      entries.insert_or_assign(std::move(key), text());
      separator('}');
    }
    return entries;
  }

  void separator(char closing) {
    skip_blanks();
    if (!take(',') && !rest_.starts_with(closing)) {
      broken("expected a comma");
    }
  }

  const Setting& setting_;
  std::string_view rest_;
};

}  // namespace

SettingValue default_value(const Setting& setting) {
  return Literal(setting).read();
}

}  // namespace narvi
