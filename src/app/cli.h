#pragma once
// The command line: which command was asked for, with what. Knows nothing of what commands do.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/command.h"

namespace narvi::app {

/// A command as the line sees it.
struct CommandSpec {
  std::string_view group;  ///< heading in `narvi --help`: "Server", "Accounts"
  std::string_view name;   ///< one word, or two: "users list"
  std::string_view help;   ///< one line
  std::span<const CommandOption> options;
};

/// A command to be run.
struct CliCommand {
  std::size_t index = 0;  ///< in the commands that parse_cli was given
  CommandLine line;
  std::optional<std::string> config;  ///< --config FILE
};

/// Nothing to be run: something to be said instead.
struct CliMessage {
  int exit_code = 0;  ///< 0: help or version, for standard output; 2: wrong usage, for standard error
  std::string text;   ///< without a final line end
};

using CliOutcome = std::variant<CliCommand, CliMessage>;

/// Reads the arguments without the program's name. `--config FILE` stands before or behind the command;
/// `--help` anywhere; `help [COMMAND]` and `--version` are built in. An option given twice: the last counts.
/// The first word alone of commands that have two ("users") is answered with their list.
CliOutcome parse_cli(const std::vector<std::string>& arguments, std::span<const CommandSpec> commands,
                     std::string_view version);

/// The list of commands in their groups.
std::string general_help(std::span<const CommandSpec> commands);
/// The list of the commands whose first word is `family` ("users"); empty if there are none.
std::string family_help(std::span<const CommandSpec> commands, std::string_view family);
/// Usage, arguments and options of one command.
std::string command_help(const CommandSpec& command);

}  // namespace narvi::app
