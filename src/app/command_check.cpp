#include "app/cache_wiring.h"
#include "app/command_problems.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/database_wiring.h"
#include "app/house.h"
#include "app/user_table_faults.h"
#include "database/migrate.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

/// What is wrong with the database; empty if nothing is.
std::string database_problem(const Settings& settings, Terminal& terminal) {
  if (Result<void> there = require_database(settings); !there) {
    return there.error().message;
  }
  auto database = open_database(settings, {});
  if (!database) {
    return database.error().message;
  }
  const database::Health health = io::run_blocking((*database)->ping());
  if (!health.reachable) {
    return "the database does not answer: " + health.detail;
  }
  const std::vector<database::Migration> known = all_migrations(settings);
  const auto levels = io::run_blocking(database::check_levels(**database, known));
  if (!levels) {
    return levels.error().message;
  }
  if (!levels->missing.empty()) {
    return std::to_string(levels->missing.size()) + " migrations are missing, the first is " +
           levels->missing.front() + "\n  mend: run narvi migrate";
  }
  const Result<UserTableFaults> faults = user_table_faults(**database, settings);
  if (!faults) {
    return faults.error().message;
  }
  for (const SettingProblem& warning : faults->warnings) {
    terminal.err("warning: " + describe(warning));
  }
  std::string problems;
  for (const SettingProblem& problem : faults->problems) {
    problems += (problems.empty() ? "" : "\nnarvi: ") + describe(problem);
  }
  return problems;
}

}  // namespace

int run_check(CommandContext& context, const CommandLine& /*line*/, Terminal& terminal) {
  const SystemClock clock;
  // The settings have been checked before any command runs; what is left needs the rooms themselves.
  HouseParts parts{clock, context.random, context.settings.secret("security", "secret_key"), {}, true, {}};
  const auto house = House::build(context.settings, std::move(parts));
  int problems = 0;
  if (!house) {
    terminal.err("narvi: " + house.error().message);
    ++problems;
  }
  for (const SettingProblem& warning : all_warnings(context.settings)) {
    terminal.err("warning: " + describe(warning));
  }
  if (const std::string problem = database_problem(context.settings, terminal); !problem.empty()) {
    terminal.err("narvi: " + problem);
    ++problems;
  }
  if (const Result<void> reached = reach_counters(context.settings); !reached) {
    terminal.err("narvi: the counters of [cache] url cannot be reached: " + reached.error().message);
    ++problems;
  }
  if (problems == 0) {
    terminal.out("No problems found.");
  }
  return problems == 0 ? 0 : 1;
}

}  // namespace narvi::app
