#pragma once
// The commands of authtoken: upstream's drf_create_token (drf §7.2), and Narvi's own for many tokens.

#include <span>

#include "rest/system.h"

namespace narvi::systems::authtoken {

std::span<const rest::SystemCommand> commands();

// One function for each. They return the exit code: 0 done, 1 refused or failed.
int run_create_token(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);
int run_backfill(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);
int run_digest(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::authtoken
