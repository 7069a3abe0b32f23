#include "systems/knox/commands.h"

#include <array>

namespace narvi::systems::knox {

namespace {

constexpr std::array<CommandOption, 2> kImportOptions = {{
    {"--dry-run", "", "", "only say how many tokens there are"},
    {"--never-expire", "", "", "they never expire; without it, token_ttl counts from now"},
}};

}  // namespace

std::span<const rest::SystemCommand> commands() {
  static constexpr std::array<rest::SystemCommand, 1> kCommands = {{
      {"knox import-tokens", "take the tokens of REST framework's table, which go on working there",
       kImportOptions, run_import_tokens},
  }};
  return kCommands;
}

}  // namespace narvi::systems::knox
