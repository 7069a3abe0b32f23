#include "app/commands.h"

#include <array>
#include <vector>

#include "app/account_commands.h"
#include "app/system_commands.h"

namespace narvi::app {

namespace {

constexpr std::array<CommandOption, 1> kMigrateOptions = {{
    {"--plan", "", "", "show what would be done, and do nothing"},
}};

constexpr std::array<CommandOption, 1> kRoutesOptions = {{
    {"--json", "", "", "as JSON, one path a line"},
}};

constexpr std::array<CommandOption, 1> kConfigOptions = {{
    {"--default", "", "", "print a commented file with every setting and its default"},
}};

constexpr std::array<std::string_view, 3> kShells = {"bash", "zsh", "fish"};
constexpr std::array<CommandOption, 1> kCompletionOptions = {{
    {"shell", "", "SHELL", "whose script", true, kShells},
}};

constexpr std::array<Command, 9> kCommands = {{
    {{"Server", "serve", "answer requests until a signal ends it", {}}, true, run_serve},
    {{"Server", "check", "look for problems in settings and database", {}}, true, run_check},
    {{"Server", "routes", "list every path with its methods, schemes, permissions and throttles",
      kRoutesOptions},
     false,
     run_routes},
    {{"Server", "config", "print every setting, its value and where it came from", kConfigOptions},
     false,
     run_config},
    {{"Server", "version", "print the version", {}}, false, run_version},
    {{"Server", "completion", "print a script that completes this command line in a shell",
      kCompletionOptions},
     false,
     run_completion},
    {{"Database", "migrate", "create or complete the tables", kMigrateOptions}, false, run_migrate},
    {{"Database", "clearsessions", "delete expired sessions", {}}, false, run_clearsessions},
    {{"Database", "cleartokens", "delete expired tokens of every system", {}}, false, run_cleartokens},
}};

}  // namespace

std::span<const Command> commands() {
  static const std::vector<Command> kAll = [] {
    std::vector<Command> all(kCommands.begin(), kCommands.end());
    all.insert(all.end(), account_commands().begin(), account_commands().end());
    const std::vector<Command> more = commands_of_systems();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  return kAll;
}

}  // namespace narvi::app
