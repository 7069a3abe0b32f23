#include "app/commands.h"

#include <array>

namespace narvi::app {

namespace {

constexpr std::array<CommandOption, 1> kMigrateOptions = {{
    {"--plan", "", "", "show what would be done, and do nothing"},
}};

constexpr std::array<CommandOption, 1> kConfigOptions = {{
    {"--default", "", "", "print a commented file with every setting and its default"},
}};

constexpr std::array<CommandOption, 3> kSuperuserOptions = {{
    {"--username", "", "USER", "name of the new user"},
    {"--email", "", "ADDRESS", "mail address of the new user"},
    {"--noinput", "", "",
     "ask nothing: take what is missing from DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD"},
}};

constexpr std::array<CommandOption, 1> kPasswordOptions = {{
    {"username", "", "USER", "whose password; your own system name if left out"},
}};

constexpr std::array<Command, 8> kCommands = {{
    {{"Server", "serve", "answer requests until a signal ends it", {}}, true, run_serve},
    {{"Server", "check", "look for problems in settings and database", {}}, true, run_check},
    {{"Server", "routes", "list every path with its methods, schemes, permissions and throttles", {}},
     false,
     run_routes},
    {{"Server", "config", "print every setting, its value and where it came from", kConfigOptions},
     false,
     run_config},
    {{"Server", "version", "print the version", {}}, false, run_version},
    {{"Database", "migrate", "create or complete the tables", kMigrateOptions}, false, run_migrate},
    {{"Accounts", "createsuperuser", "create an administrator", kSuperuserOptions},
     true,
     run_createsuperuser},
    {{"Accounts", "changepassword", "set the password of a user", kPasswordOptions},
     true,
     run_changepassword},
}};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace narvi::app
