#pragma once
// `narvi authz check`: which rule decides about an address, and would that user pass?

#include <span>

#include "base/command.h"
#include "rest/system.h"

namespace narvi::systems::forward_auth {

std::span<const CommandOption> check_options();
/// Exit code: 0 he passes, 1 he does not (or the database is away), 2 something given is no address, method,
/// user ...
int run_check(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::forward_auth
