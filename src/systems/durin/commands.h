#pragma once
// The commands of Durin: upstream's create_client (contract durin §7), and Narvi's list of clients.

#include <span>

#include "rest/system.h"

namespace narvi::systems::durin {

std::span<const rest::SystemCommand> commands();

// One function for each. They return the exit code: 0 done, 1 refused or failed.
int run_create_client(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);
int run_clients(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::durin
