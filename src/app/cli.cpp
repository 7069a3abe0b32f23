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

/// "users" of "users list"; empty for a command of one word.
std::string_view family_of(std::string_view name) {
  const std::size_t blank = name.find(' ');
  return blank == std::string_view::npos ? std::string_view() : name.substr(0, blank);
}

/// `name` is what was typed: one word, or two if the first one begins commands of two.
CliMessage unknown_command(std::span<const CommandSpec> commands, std::string_view name) {
  std::vector<std::string_view> known = {"help"};
  for (const CommandSpec& command : commands) {
    known.push_back(command.name);
    if (const std::string_view family = family_of(command.name); !family.empty()) {
      known.push_back(family);
    }
  }
  const auto meant = nearest(name, known);
  return wrong(fmt::format(
      "narvi: there is no command \"{}\"\n  mend: {}", name,
      meant ? fmt::format("did you mean `narvi {}`?", *meant) : "`narvi --help` lists all commands"));
}

/// What can be seen of a line without knowing the options of its command.
struct Outline {
  std::vector<std::string> words;        ///< all that are neither options nor the value of --config
  std::vector<std::size_t> word_places;  ///< where they stand among the arguments
  bool help = false;
  bool version = false;
};

Outline outline_of(const std::vector<std::string>& arguments) {
  Outline outline;
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      outline.help = true;
    } else if (argument == "--version" && outline.words.empty()) {
      outline.version = true;
    } else if (argument == "--config") {
      ++i;
    } else if (!argument.starts_with('-')) {
      outline.words.push_back(argument);
      outline.word_places.push_back(i);
    }
  }
  return outline;
}

/// The value an option was given, by its name without dashes.
struct Slot {
  const CommandOption& declared;
  std::string name;
  bool is_switch;
  std::string text;
  bool flag = false;
  CLI::Option* option = nullptr;
};

std::string_view last_word(std::string_view name) {
  return name.substr(name.find(' ') + 1);  // npos + 1 is 0
}

/// One CLI11 subcommand; slots stay where they are while CLI11 points at them.
class Parser {
 public:
  Parser(const CommandSpec& command) : command_(command) {
    app_.set_help_flag();
    app_.add_option("--config", config_)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    sub_ = app_.add_subcommand(std::string(last_word(command.name)));
    sub_->set_help_flag();
    sub_->fallthrough();
    for (const CommandOption& option : command.options) {
      add(option);
    }
  }

  /// `arguments` name the command by its last word alone.
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
      if (slot.option->count() == 0) {
        continue;
      }
      if (auto refused = refuse_value(slot)) {
        return std::move(*refused);
      }
      found.line.values.emplace(slot.name, slot.is_switch ? "true" : slot.text);
    }
    return found;
  }

 private:
  void add(const CommandOption& option) {
    const bool named = option.name.starts_with('-');
    const std::string_view bare =
        option.name.substr(std::min(option.name.find_first_not_of('-'), option.name.size()));
    Slot& slot = slots_.emplace_back(
        Slot{option, std::string(bare), named && option.value.empty(), {}, false, nullptr});
    const std::string names = option.short_name.empty()
                                  ? std::string(option.name)
                                  : fmt::format("{},{}", option.short_name, option.name);
    slot.option = slot.is_switch ? sub_->add_flag(names, slot.flag) : sub_->add_option(names, slot.text);
    if (named) {
      slot.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    }
    slot.option->required(option.required);
  }

  /// What is wrong with a value that had to be one of several.
  std::optional<CliMessage> refuse_value(const Slot& slot) const {
    const auto choices = slot.declared.choices;
    if (choices.empty() || std::find(choices.begin(), choices.end(), slot.text) != choices.end()) {
      return std::nullopt;
    }
    const auto meant = nearest(slot.text, choices);
    return wrong(fmt::format("narvi {}: {}: there is no \"{}\"\n  mend: {}", command_.name,
                             slot.declared.name, slot.text,
                             meant ? fmt::format("did you mean {}?", *meant)
                                   : fmt::format("one of {}", fmt::join(choices, ", "))));
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

/// The command that `words` begin with, or nothing. `taken`: of how many words its name is.
const CommandSpec* command_at(std::span<const CommandSpec> commands, std::span<const std::string> words,
                              std::size_t& taken) {
  taken = 1;
  if (const CommandSpec* command = find_command(commands, words[0])) {
    return command;
  }
  taken = 2;
  return words.size() < 2 ? nullptr : find_command(commands, words[0] + " " + words[1]);
}

/// No command has these words: the list of a family that was not told more, or the nearest name.
CliMessage no_command(std::span<const CommandSpec> commands, std::span<const std::string> words, bool help) {
  const std::string family = family_help(commands, words[0]);
  if (!family.empty() && words.size() == 1) {
    return {help ? 0 : kWrongUsage, family};
  }
  return unknown_command(commands, family.empty() ? words[0] : words[0] + " " + words[1]);
}

CliMessage help_for(std::span<const CommandSpec> commands, std::span<const std::string> words) {
  if (words.empty()) {
    return {0, general_help(commands)};
  }
  std::size_t taken = 0;
  const CommandSpec* command = command_at(commands, words, taken);
  return command == nullptr ? no_command(commands, words, true) : CliMessage{0, command_help(*command)};
}

}  // namespace

CliOutcome parse_cli(const std::vector<std::string>& arguments, std::span<const CommandSpec> commands,
                     std::string_view version) {
  const Outline outline = outline_of(arguments);
  const std::span<const std::string> words = outline.words;
  if (outline.version) {
    return CliMessage{0, fmt::format("narvi {}", version)};
  }
  if (!words.empty() && words[0] == "help") {
    return help_for(commands, words.subspan(1));
  }
  if (outline.help) {
    return help_for(commands, words);
  }
  if (words.empty()) {
    return wrong(arguments.empty() ? general_help(commands)
                                   : fmt::format("narvi: which command?\n  mend: `narvi --help` lists all"));
  }
  std::size_t taken = 0;
  const CommandSpec* command = command_at(commands, words, taken);
  if (command == nullptr) {
    return no_command(commands, words, false);
  }
  std::vector<std::string> rest = arguments;
  if (taken == 2) {
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(outline.word_places[0]));
  }
  return Parser(*command).parse(rest, static_cast<std::size_t>(command - commands.data()));
}

}  // namespace narvi::app
