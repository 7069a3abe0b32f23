#include "app/setting_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/nearest.h"

namespace narvi::app {

namespace {

using Kind = GivenValue::Kind;
using Outcome = Result<SettingValue, Complaint>;

bool is_secret(const Setting& setting) {
  return setting.type == SettingType::kSecret || setting.type == SettingType::kSecretUrl ||
         setting.type == SettingType::kSecretList;
}

std::string range_words(const Setting& setting) {
  if (setting.minimum != INT64_MIN && setting.maximum != INT64_MAX) {
    return fmt::format(" from {} to {}", setting.minimum, setting.maximum);
  }
  if (setting.minimum != INT64_MIN) {
    return fmt::format(" from {} up", setting.minimum);
  }
  return setting.maximum == INT64_MAX ? "" : fmt::format(" up to {}", setting.maximum);
}

std::string choice_words(const Setting& setting) {
  std::string words = "one of ";
  for (const std::string_view choice : setting.choices) {
    words += fmt::format("{}\"{}\"", choice.data() == setting.choices.front().data() ? "" : ", ", choice);
  }
  return words;
}

/// What the setting takes, in words.
std::string wanted(const Setting& setting) {
  switch (setting.type) {
    case SettingType::kBoolean:
      return "true or false";
    case SettingType::kInteger:
      return "a whole number" + range_words(setting);
    case SettingType::kDuration:
      return "whole seconds" + range_words(setting);
    case SettingType::kText:
      return setting.choices.empty() ? "a text in quotes" : choice_words(setting);
    case SettingType::kRate:
      return "a rate such as \"10/min\"";
    case SettingType::kSecret:
    case SettingType::kSecretUrl:
      return "a text in quotes";
    case SettingType::kTextList:
    case SettingType::kSecretList:
      return setting.choices.empty() ? "a list of texts" : "a list of " + choice_words(setting).substr(7);
    case SettingType::kMap:
      return "a table of texts";
    case SettingType::kRows:
      return fmt::format("each row below a header [[{}]]", setting.row->name);
  }
  return "something else";
}

Complaint complaint(const Setting& setting, std::string message) {
  const std::string or_word = setting.or_word.empty() ? "" : fmt::format(", or \"{}\"", setting.or_word);
  return {std::move(message), "write " + wanted(setting) + or_word};
}

/// What was given, as far as it may be shown.
std::string shown(const Setting& setting, const GivenValue& given) {
  if (is_secret(setting)) {
    return fmt::format("what is given is {}", given.kind_name());
  }
  switch (given.kind) {
    case Kind::kText:
      return fmt::format("\"{}\" is a text", given.text);
    case Kind::kInteger:
      return fmt::format("{} is a whole number", given.integer);
    case Kind::kFloat:
    case Kind::kDate:
      return fmt::format("{} is {}", given.text, given.kind_name());
    case Kind::kBoolean:
      return fmt::format("{} is neither text nor number", given.boolean);
    default:
      return fmt::format("what is given is {}", given.kind_name());
  }
}

tl::unexpected<Complaint> wrong_type(const Setting& setting, const GivenValue& given) {
  return tl::unexpected(complaint(setting, shown(setting, given)));
}

Outcome number(const Setting& setting, const GivenValue& given) {
  if (given.kind != Kind::kInteger) {
    return wrong_type(setting, given);
  }
  if (given.integer < setting.minimum || given.integer > setting.maximum) {
    return tl::unexpected(complaint(setting, fmt::format("{} is out of range", given.integer)));
  }
  return given.integer;
}

/// Checks one text against the choices.
Result<std::string, Complaint> chosen(const Setting& setting, const GivenValue& given) {
  if (given.kind != Kind::kText) {
    return wrong_type(setting, given);
  }
  const bool known = setting.choices.empty() || std::find(setting.choices.begin(), setting.choices.end(),
                                                          given.text) != setting.choices.end();
  if (known) {
    return given.text;
  }
  Complaint wrong = complaint(setting, fmt::format("\"{}\" is not known", given.text));
  if (const auto meant = nearest(given.text, setting.choices)) {
    wrong.mend = fmt::format("did you mean \"{}\"? {}", *meant, wrong.mend);
  }
  return tl::unexpected(std::move(wrong));
}

bool is_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == 0 || slash == std::string_view::npos) {
    return false;
  }
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  std::string_view period = text.substr(slash + 1);
  period.remove_prefix(std::min(period.find_first_not_of("0123456789"), period.size()));
  return digits(text.substr(0, slash)) && !period.empty() &&
         std::string_view("smhd").find(period.front()) != std::string_view::npos;
}

Outcome text(const Setting& setting, const GivenValue& given) {
  Result<std::string, Complaint> checked = chosen(setting, given);
  if (!checked) {
    return tl::unexpected(std::move(checked.error()));
  }
  if (setting.type == SettingType::kRate && !is_rate(*checked)) {
    return tl::unexpected(complaint(setting, fmt::format("\"{}\" is not a rate", *checked)));
  }
  if (is_secret(setting)) {
    return SecretText(std::move(*checked));
  }
  return std::move(*checked);
}

template <class T>
Outcome list(const Setting& setting, const GivenValue& given) {
  if (given.kind != Kind::kList) {
    return wrong_type(setting, given);
  }
  std::vector<T> members;
  for (const GivenValue& item : given.items) {
    Result<std::string, Complaint> checked = chosen(setting, item);
    if (!checked) {
      return tl::unexpected(std::move(checked.error()));
    }
    members.emplace_back(std::move(*checked));
  }
  return members;
}

Outcome map(const Setting& setting, const GivenValue& given) {
  if (given.kind != Kind::kTable) {
    return wrong_type(setting, given);
  }
  std::map<std::string, std::string> members;
  for (const GivenValue& item : given.items) {
    if (item.kind != Kind::kText) {
      return tl::unexpected(complaint(setting, fmt::format("of {}, {}", item.key, shown(setting, item))));
    }
    members.emplace(item.key, item.text);
  }
  return members;
}

}  // namespace

Result<SettingValue, Complaint> setting_value(const Setting& setting, const GivenValue& given) {
  if (!setting.or_word.empty() && given.kind == Kind::kText && given.text == setting.or_word) {
    return SettingValue();
  }
  switch (setting.type) {
    case SettingType::kBoolean:
      if (given.kind != Kind::kBoolean) {
        return wrong_type(setting, given);
      }
      return given.boolean;
    case SettingType::kInteger:
    case SettingType::kDuration:
      return number(setting, given);
    case SettingType::kText:
    case SettingType::kRate:
    case SettingType::kSecret:
    case SettingType::kSecretUrl:
      return text(setting, given);
    case SettingType::kTextList:
      return list<std::string>(setting, given);
    case SettingType::kSecretList:
      return list<SecretText>(setting, given);
    case SettingType::kMap:
      return map(setting, given);
    case SettingType::kRows:
      break;  // rows have lines of their own, so config_match reads them; a text in the environment is none
  }
  return wrong_type(setting, given);
}

}  // namespace narvi::app
