#include "systems/authtoken/commands.h"

#include <array>

namespace narvi::systems::authtoken {

namespace {

constexpr std::array<CommandOption, 2> kCreateOptions = {{
    {"username", "", "USER", "whose token", true},
    {"--reset", "-r", "", "a new token in place of the one there is, which ends at once"},
}};

constexpr std::array<CommandOption, 1> kBackfillOptions = {{
    {"--dry-run", "", "", "only say how many tokens would be made"},
}};

constexpr std::array<CommandOption, 2> kDigestOptions = {{
    {"--dry-run", "", "", "only say how many tokens stand in clear"},
    {"--yes", "-y", "", "do not ask"},
}};

}  // namespace

std::span<const rest::SystemCommand> commands() {
  static constexpr std::array<rest::SystemCommand, 3> kCommands = {{
      {"drf_create_token", "print a user's token; make it if there is none", kCreateOptions,
       run_create_token},
      {"authtoken backfill", "make a token for every user that has none", kBackfillOptions, run_backfill},
      {"authtoken digest", "put digests in place of the tokens that stand in clear", kDigestOptions,
       run_digest},
  }};
  return kCommands;
}

}  // namespace narvi::systems::authtoken
