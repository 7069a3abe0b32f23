#include <fmt/format.h>

#include <algorithm>

#include "app/cli.h"

namespace narvi::app {

namespace {

bool is_option(const CommandOption& option) {
  return option.name.starts_with('-');
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

/// "-r, --reset", "--username USER", "USERNAME".
std::string label(const CommandOption& option) {
  if (!is_option(option)) {
    return upper(option.name);
  }
  const std::string value = option.value.empty() ? "" : fmt::format(" {}", option.value);
  return option.short_name.empty() ? fmt::format("{}{}", option.name, value)
                                   : fmt::format("{}, {}{}", option.short_name, option.name, value);
}

struct Row {
  std::string left;
  std::string right;
};

/// "how it is written (csv, json)".
std::string explanation(const CommandOption& option) {
  return option.choices.empty() ? std::string(option.help)
                                : fmt::format("{} ({})", option.help, fmt::join(option.choices, ", "));
}

void append_rows(std::string& text, const std::vector<Row>& rows, std::size_t width) {
  for (const Row& row : rows) {
    text += fmt::format("  {:<{}}  {}\n", row.left, width, row.right);
  }
}

std::size_t widest(const std::vector<Row>& rows) {
  std::size_t width = 0;
  for (const Row& row : rows) {
    width = std::max(width, row.left.size());
  }
  return width;
}

std::vector<Row> rows_of(const CommandSpec& command, bool options) {
  std::vector<Row> rows;
  for (const CommandOption& option : command.options) {
    if (is_option(option) == options) {
      rows.push_back({label(option), explanation(option)});
    }
  }
  return rows;
}

std::string usage(const CommandSpec& command) {
  std::string line = fmt::format("Usage: narvi {} [--config FILE]", command.name);
  bool optional_options = false;
  for (const CommandOption& option : command.options) {
    if (is_option(option) && option.required) {
      line += fmt::format(" {} {}", option.name, option.value);
    }
    optional_options |= is_option(option) && !option.required;
  }
  line += optional_options ? " [OPTIONS]" : "";
  for (const CommandOption& option : command.options) {
    if (!is_option(option)) {
      line +=
          option.required ? fmt::format(" {}", upper(option.name)) : fmt::format(" [{}]", upper(option.name));
    }
  }
  return line;
}

std::string without_last_line_end(std::string text) {
  text.pop_back();
  return text;
}

}  // namespace

std::string general_help(std::span<const CommandSpec> commands) {
  std::string text =
      "Narvi: authentication for services in any language.\n"
      "\n"
      "Usage: narvi COMMAND [--config FILE] [OPTIONS]\n";
  std::vector<std::string_view> groups;
  std::size_t width = std::string_view("--config FILE").size();
  for (const CommandSpec& command : commands) {
    width = std::max(width, command.name.size());
    if (std::find(groups.begin(), groups.end(), command.group) == groups.end()) {
      groups.push_back(command.group);
    }
  }
  for (const std::string_view group : groups) {
    std::vector<Row> rows;
    for (const CommandSpec& command : commands) {
      if (command.group == group) {
        rows.push_back({std::string(command.name), std::string(command.help)});
      }
    }
    text += fmt::format("\n{}:\n", group);
    append_rows(text, rows, width);
  }
  text += "\nOptions:\n";
  append_rows(text,
              {{"--config FILE", "settings; without it NARVI_CONFIG, ./narvi.toml or /etc/narvi/narvi.toml"},
               {"--help", "this help; with a command, its own"},
               {"--version", "the version"}},
              width);
  return text + "\n`narvi help COMMAND` tells more about one command.";
}

std::string family_help(std::span<const CommandSpec> commands, std::string_view family) {
  std::vector<Row> rows;
  for (const CommandSpec& command : commands) {
    if (command.name.size() > family.size() && command.name.starts_with(family) &&
        command.name[family.size()] == ' ') {
      rows.push_back({std::string(command.name), std::string(command.help)});
    }
  }
  if (rows.empty()) {
    return {};
  }
  std::string text = fmt::format("Usage: narvi {} COMMAND [--config FILE] [OPTIONS]\n\nCommands:\n", family);
  append_rows(text, rows, widest(rows));
  return text + fmt::format("\n`narvi help {} COMMAND` tells more about one command.", family);
}

std::string command_help(const CommandSpec& command) {
  const std::vector<Row> arguments = rows_of(command, false);
  std::vector<Row> options = rows_of(command, true);
  options.push_back(
      {"--config FILE", "settings; without it NARVI_CONFIG, ./narvi.toml or /etc/narvi/narvi.toml"});
  options.push_back({"--help", "this help"});
  const std::size_t width = std::max(widest(arguments), widest(options));
  std::string text = fmt::format("{}\n\n{}\n", command.help, usage(command));
  if (!arguments.empty()) {
    text += "\nArguments:\n";
    append_rows(text, arguments, width);
  }
  text += "\nOptions:\n";
  append_rows(text, options, width);
  return without_last_line_end(std::move(text));
}

}  // namespace narvi::app
