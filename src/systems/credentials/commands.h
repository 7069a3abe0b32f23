#pragma once
// `narvi sessions`.

#include <span>

#include "rest/system.h"

namespace narvi::systems::credentials {

std::span<const rest::SystemCommand> commands();

/// sessions USER [--end ID | --all]
int run_sessions(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::credentials
