#pragma once
// The table of the commands about accounts.

#include <span>

#include "app/commands.h"

namespace narvi::app {

std::span<const Command> account_commands();

// One function for each, in command_NAME.cpp. They return the exit code.
int run_createsuperuser(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_createuser(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_changepassword(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_import_users(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_users_list(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_users_show(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_users_activate(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_users_deactivate(CommandContext& context, const CommandLine& line, Terminal& terminal);
int run_users_delete(CommandContext& context, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::app
