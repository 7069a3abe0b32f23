#include "app/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>

#include "app/nearest.h"

namespace narvi::app {

namespace {

constexpr int kWrongUsage = 2;

CliMessage wrong(std::string text) {
  return {kWrongUsage, std::move(text)};
}

const CommandSpec* find_command(std::span<const CommandSpec> commands, std::string_view name) {
  const auto found = std::find_if(commands.begin(), commands.end(),
                                  [name](const CommandSpec& command) { return command.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

CliMessage unknown_command(std::span<const CommandSpec> commands, std::string_view name) {
  std::vector<std::string_view> known = {"help"};
  for (const CommandSpec& command : commands) {
    known.push_back(command.name);
  }
  const auto meant = nearest(name, known);
  return wrong(fmt::format(
      "narvi: there is no command \"{}\"\n  mend: {}", name,
      meant ? fmt::format("did you mean `narvi {}`?", *meant) : "`narvi --help` lists all commands"));
}

/// What can be seen of a line without knowing the options of its command.
struct Outline {
  std::optional<std::string> command;
  std::optional<std::string> topic;  ///< the word behind `help`
  bool help = false;
  bool version = false;
};

Outline outline_of(const std::vector<std::string>& arguments) {
  Outline outline;
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      outline.help = true;
    } else if (argument == "--version" && !outline.command) {
      outline.version = true;
    } else if (argument == "--config") {
      ++i;
    } else if (!argument.starts_with('-') && !outline.command) {
      outline.command = argument;
    } else if (!argument.starts_with('-') && !outline.topic) {
      outline.topic = argument;
    }
  }
  return outline;
}

/// The value an option was given, by its name without dashes.
struct Slot {
  std::string name;
  bool is_switch;
  std::string text;
  bool flag = false;
  CLI::Option* option = nullptr;
};

/// One CLI11 subcommand; slots stay where they are while CLI11 points at them.
class Parser {
 public:
  Parser(const CommandSpec& command) : command_(command) {
    app_.set_help_flag();
    app_.add_option("--config", config_)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    sub_ = app_.add_subcommand(std::string(command.name));
    sub_->set_help_flag();
    sub_->fallthrough();
    for (const CommandOption& option : command.options) {
      add(option);
    }
  }

  CliOutcome parse(const std::vector<std::string>& arguments, std::size_t index) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // CLI11 wants them so
    try {
      app_.parse(reversed);
    } catch (const CLI::ParseError& error) {
      return complaint(error);
    }
    CliCommand found{index, {}, {}};
    if (app_.count("--config") > 0) {
      found.config = config_;
    }
    for (const Slot& slot : slots_) {
      if (slot.option->count() > 0) {
        found.line.values.emplace(slot.name, slot.is_switch ? "true" : slot.text);
      }
    }
    return found;
  }

 private:
  void add(const CommandOption& option) {
    const bool named = option.name.starts_with('-');
    const std::string_view bare =
        option.name.substr(std::min(option.name.find_first_not_of('-'), option.name.size()));
    Slot& slot =
        slots_.emplace_back(Slot{std::string(bare), named && option.value.empty(), {}, false, nullptr});
    const std::string names = option.short_name.empty()
                                  ? std::string(option.name)
                                  : fmt::format("{},{}", option.short_name, option.name);
    slot.option = slot.is_switch ? sub_->add_flag(names, slot.flag) : sub_->add_option(names, slot.text);
    if (named) {
      slot.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
    slot.option->required(option.required);
  }

  CliMessage complaint(const CLI::ParseError& error) const {
    const std::string mend = fmt::format("`narvi help {}` shows how it is used", command_.name);
    const std::vector<std::string> surplus = app_.remaining(true);
    const bool unexpected = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !surplus.empty();
    if (!unexpected) {
      return wrong(fmt::format("narvi {}: {}\n  mend: {}", command_.name, error.what(), mend));
    }
    const std::string& first = surplus.front();
    const bool option = first.starts_with('-');
    const auto meant = option ? nearest(first.substr(0, first.find('=')), names()) : std::nullopt;
    return wrong(fmt::format("narvi {}: {} \"{}\"\n  mend: {}", command_.name,
                             option ? "there is no option" : "there is no place for", first,
                             meant ? fmt::format("did you mean {}?", *meant) : mend));
  }

  std::vector<std::string_view> names() const {
    std::vector<std::string_view> known = {"--config", "--help"};
    for (const CommandOption& option : command_.options) {
      if (option.name.starts_with('-')) {
        known.push_back(option.name);
      }
    }
    return known;
  }

  const CommandSpec& command_;
  CLI::App app_;
  CLI::App* sub_ = nullptr;
  std::string config_;
  std::deque<Slot> slots_;
};

CliMessage help_for(std::span<const CommandSpec> commands, const std::optional<std::string>& name) {
  if (!name) {
    return {0, general_help(commands)};
  }
  const CommandSpec* command = find_command(commands, *name);
  return command == nullptr ? unknown_command(commands, *name) : CliMessage{0, command_help(*command)};
}

}  // namespace

CliOutcome parse_cli(const std::vector<std::string>& arguments, std::span<const CommandSpec> commands,
                     std::string_view version) {
  const Outline outline = outline_of(arguments);
  if (outline.version) {
    return CliMessage{0, fmt::format("narvi {}", version)};
  }
  if (outline.command == "help") {
    return help_for(commands, outline.topic);
  }
  if (outline.help) {
    return help_for(commands, outline.command);
  }
  if (!outline.command) {
    const bool empty = arguments.empty();
    return wrong(empty ? general_help(commands)
                       : fmt::format("narvi: which command?\n  mend: `narvi --help` lists all"));
  }
  const CommandSpec* command = find_command(commands, *outline.command);
  if (command == nullptr) {
    return unknown_command(commands, *outline.command);
  }
  return Parser(*command).parse(arguments, static_cast<std::size_t>(command - commands.data()));
}

}  // namespace narvi::app
