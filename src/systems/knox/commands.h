#pragma once
// The commands of knox.

#include <span>

#include "rest/system.h"

namespace narvi::systems::knox {

std::span<const rest::SystemCommand> commands();

/// Returns the exit code: 0 done, 1 refused or failed.
int run_import_tokens(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::knox
