#include "app/config_file.h"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>

namespace narvi::app {

namespace {

constexpr std::size_t kLargestFile = 1024 * 1024;

using Kind = GivenValue::Kind;

GivenValue given(const toml::node& node);

GivenValue given_list(const toml::array& array) {
  GivenValue value{.kind = Kind::kList};
  for (const toml::node& item : array) {
    value.items.push_back(given(item));
  }
  return value;
}

GivenValue given_table(const toml::table& table) {
  GivenValue value{.kind = Kind::kTable};
  for (const auto& [key, node] : table) {
    GivenValue& member = value.items.emplace_back(given(node));
    member.key = std::string(key.str());
    member.line = key.source().begin.line;
  }
  return value;
}

/// Dates are never right; they are only shown.
template <class Node>
std::string shown(const Node& node) {
  std::ostringstream text;
  text << node;
  return text.str();
}

GivenValue given_scalar(const toml::node& node) {
  if (const auto* text = node.as_string()) {
    return {.kind = Kind::kText, .text = text->get()};
  }
  if (const auto* number = node.as_integer()) {
    return {.kind = Kind::kInteger, .integer = number->get()};
  }
  if (const auto* boolean = node.as_boolean()) {
    return {.kind = Kind::kBoolean, .boolean = boolean->get()};
  }
  if (const auto* number = node.as_floating_point()) {
    return {.kind = Kind::kFloat, .text = fmt::format("{}", number->get())};
  }
  std::string text;
  node.visit([&text](const auto& date) { text = shown(date); });
  return {.kind = Kind::kDate, .text = std::move(text)};
}

GivenValue given(const toml::node& node) {
  GivenValue value;
  if (const toml::table* table = node.as_table()) {
    value = given_table(*table);
  } else if (const toml::array* array = node.as_array()) {
    value = given_list(*array);
  } else {
    value = given_scalar(node);
  }
  value.line = node.source().begin.line;
  return value;
}

SettingProblem syntax_problem(const toml::parse_error& error, const std::string& name) {
  constexpr std::string_view kTwice = "cannot redefine existing ";
  const std::string description(error.description());
  SettingProblem problem{fmt::format("{}:{}", name, error.source().begin.line), {}, {}};
  const std::size_t twice = description.find(kTwice);
  if (twice != std::string::npos) {
    const std::string what = description.substr(twice + kTwice.size());
    const std::size_t quote = what.find('\'');
    problem.message =
        quote == std::string::npos ? what + " is given twice" : what.substr(quote) + " is given twice";
    problem.mend = "keep one of the two";
    return problem;
  }
  problem.message = "this is not TOML: " + description;
  problem.mend = "texts need quotes, lists brackets: listen = [\"127.0.0.1:8000\"]";
  return problem;
}

SettingProblem unreadable(const std::string& path, int error) {
  return {path, fmt::format("the configuration file cannot be read: {}", std::strerror(error)),
          "name one that can with --config, or make one with `narvi config --default > narvi.toml`"};
}

}  // namespace

Result<GivenValue, SettingProblem> parse_config(std::string_view text, const std::string& name) {
  const toml::parse_result parsed = toml::parse(text, std::string_view(name));
  if (!parsed) {
    return tl::unexpected(syntax_problem(parsed.error(), name));
  }
  return given_table(parsed.table());
}

Result<GivenValue, SettingProblem> read_config_file(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), std::fclose);
  if (!file) {
    return tl::unexpected(unreadable(path, errno));
  }
  std::string text;
  std::array<char, 16384> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    text.append(buffer.data(), size);
    if (text.size() > kLargestFile) {
      return tl::unexpected(unreadable(path, EFBIG));
    }
  }
  if (std::ferror(file.get()) != 0) {
    return tl::unexpected(unreadable(path, errno));
  }
  return parse_config(text, path);
}

}  // namespace narvi::app
