#pragma once
// The commands of the program as a table (design §8: Django's names).

#include <span>

#include "app/cli.h"
#include "app/setting_tables.h"
#include "base/command.h"
#include "base/random.h"
#include "base/settings.h"
#include "rest/system.h"

namespace narvi::app {

/// What a command may use.
struct CommandContext {
  const Settings& settings;
  const SettingTables& tables;
  Random& random;
};

struct Command {
  CommandSpec spec;
  bool needs_key;  ///< the secret key must be there: read from the settings, or from its file, or made
  int (*run)(CommandContext& context, const CommandLine& line, Terminal& terminal);
  /// Of a system's command, which has no `run` (app/system_commands.h).
  const rest::System* system = nullptr;
  const rest::SystemCommand* of_system = nullptr;
};

/// Every command, in the order of `narvi --help`.
std::span<const Command> commands();

// One function for each, in command_NAME.cpp. They return the exit code.
int run_serve(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_migrate(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_check(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_routes(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_config(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_completion(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_version(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_clearsessions(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_cleartokens(CommandContext& context, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::app
