#include "systems/forward_auth/commands.h"

#include <array>

#include "systems/forward_auth/command_check.h"
#include "systems/forward_auth/print_config.h"
#include "systems/forward_auth/probe.h"

namespace narvi::systems::forward_auth {

std::span<const rest::SystemCommand> commands() {
  static const std::array<rest::SystemCommand, 3> kCommands = {{
      {"authz check", "explain which rule decides about an address, and whether a user would pass",
       check_options(), run_check},
      {"authz print-config", "print the configuration of a proxy that asks this program",
       print_config_options(), run_print_config},
      {"authz probe", "try from outside whether forged and missing credentials are refused", probe_options(),
       run_probe},
  }};
  return kCommands;
}

}  // namespace narvi::systems::forward_auth
