#include "app/program.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "app/command_problems.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/console.h"
#include "app/secret_key.h"
#include "app/signals.h"
#include "app/system_commands.h"
#include "app/systems.h"
#include "base/log.h"

namespace narvi::app {

namespace {

constexpr int kUsage = 2;

void add_all_tables(SettingTables& tables) {
  add_house_tables(tables);
  for (const rest::System* system : systems()) {
    tables.add_system(system->name, system->title, system->default_path, system->default_enabled,
                      system->settings);
  }
}

Log::Options log_options(const Settings& settings) {
  Log::Options options;
  options.level = parse_log_level(settings.text("log", "level")).value_or(LogLevel::kInfo);
  options.format = parse_log_format(settings.text("log", "format")).value_or(LogFormat::kText);
  return options;
}

int refuse(Terminal& terminal, const std::vector<SettingProblem>& problems) {
  std::string text = describe(problems);
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  terminal.err(text);
  return kUsage;
}

/// The settings are loaded and right one by one: the rest of the way to the command.
int run_command(const Command& command, const CliCommand& given, Loaded loaded, const SettingTables& tables,
                Terminal& terminal) {
  if (const auto problems = all_problems(loaded.settings, tables.all()); !problems.empty()) {
    return refuse(terminal, problems);
  }
  SystemRandom random;
  if (command.needs_key) {
    const auto told = complete_secret_key(loaded.settings, loaded.file, random);
    if (!told) {
      return refuse(terminal, {told.error()});
    }
    if (!told->empty()) {
      terminal.err(*told);
    }
  }
  const SystemClock clock;
  std::optional<Log> log;
  {
    const SignalsHeld held;  // the log writes from a thread of its own
    log.emplace(log_options(loaded.settings), clock);
  }
  use_log(&*log);
  CommandContext context{loaded.settings, tables, random};
  const int code = command.of_system == nullptr ? command.run(context, given.line, terminal)
                                                : run_system_command(command, context, given.line, terminal);
  use_log(nullptr);
  return code;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
  Console terminal;
  std::vector<CommandSpec> specs;
  for (const Command& command : commands()) {
    specs.push_back(command.spec);
  }
  const CliOutcome outcome = parse_cli(arguments, specs, NARVI_VERSION);
  if (const auto* message = std::get_if<CliMessage>(&outcome)) {
    message->exit_code == 0 ? terminal.out(message->text) : terminal.err(message->text);
    return message->exit_code;
  }
  const CliCommand& given = std::get<CliCommand>(outcome);
  SettingTables tables;
  add_all_tables(tables);
  auto loaded = load_config(given.config, process_environment(), tables.all());
  if (!loaded) {
    return refuse(terminal, loaded.error());
  }
  try {
    return run_command(commands()[given.index], given, std::move(*loaded), tables, terminal);
  } catch (const std::exception& thrown) {
    terminal.err(std::string("narvi: ") + thrown.what());
    return 1;
  }
}

}  // namespace narvi::app
