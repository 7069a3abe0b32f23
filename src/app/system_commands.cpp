#include "app/system_commands.h"

#include <memory>
#include <string>
#include <utility>

#include "app/database_wiring.h"
#include "app/house.h"
#include "app/progress.h"
#include "app/systems.h"

namespace narvi::app {

namespace {

// Commands go through whole tables, which no request may.
constexpr Milliseconds kDeadline = std::chrono::minutes(10);

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

rest::CommandHouse command_house(House& house, Terminal& terminal) {
  auto show = [&terminal](std::string what, std::optional<std::uint64_t> total) -> rest::Advance {
    auto progress = std::make_shared<Progress>(terminal, std::move(what), total);
    return [progress](std::uint64_t by) { progress->advance(by); };
  };
  return {house.services(), std::move(show)};
}

}  // namespace

std::vector<Command> commands_of_systems() {
  std::vector<Command> all;
  for (const rest::System* system : systems()) {
    for (const rest::SystemCommand& row : system->commands) {
      const CommandSpec spec{system->title, row.name, row.help, row.options};
      all.push_back({spec, true, nullptr, system, &row});
    }
  }
  return all;
}

int run_system_command(const Command& command, CommandContext& context, const CommandLine& line,
                       Terminal& terminal) {
  const std::string table = "systems." + std::string(command.system->name);
  if (!context.settings.boolean(table, "enabled")) {
    return refuse(terminal, "[" + table + "] is off\n  mend: set enabled = true there");
  }
  if (Result<void> there = require_database(context.settings); !there) {
    return refuse(terminal, there.error().message);
  }
  const SystemClock clock;
  HouseParts parts{clock, context.random, context.settings.secret("security", "secret_key"), {}, false, {}};
  parts.deadline = kDeadline;
  auto house = House::build(context.settings, std::move(parts));
  if (!house) {
    return refuse(terminal, house.error().message);
  }
  const rest::CommandHouse services = command_house(**house, terminal);
  return command.of_system->run(services, line, terminal);
}

}  // namespace narvi::app
