#pragma once
// `narvi authz probe URL`: proves from outside that nobody passes who is not known, whatever he claims.

#include <span>

#include "base/command.h"
#include "rest/system.h"

namespace narvi::systems::forward_auth {

std::span<const CommandOption> probe_options();
/// Exit code: 0 everything was refused, 1 something passed, 2 the address cannot be reached or nobody
/// decided.
int run_probe(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::forward_auth
