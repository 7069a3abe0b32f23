#pragma once
// The commands of systems (design §2: a system's table lists its commands) beside those of the house.

#include <span>
#include <vector>

#include "app/commands.h"
#include "rest/system.h"

namespace narvi::app {

/// The rows of every system, in the order of app/systems.cpp, each under its system's title. They are listed
/// also while their system is off, so that whoever calls one is told which setting switches it on.
std::vector<Command> commands_of_systems();

/// Opens the house and runs a row of `commands_of_systems`. Returns its exit code; 1 if the system is off or
/// the house cannot be opened.
int run_system_command(const Command& command, CommandContext& context, const CommandLine& line,
                       Terminal& terminal);

}  // namespace narvi::app
