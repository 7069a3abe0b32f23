#include <utility>

#include "app/commands.h"
#include "app/database_wiring.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

// A step waits for locks that the site holds, and may build an index on a large table.
constexpr Milliseconds kDeadline = std::chrono::minutes(10);

std::string step_line(const database::MigrateStep& step) {
  return "  " + step.app + "." + step.name + (step.ran ? "" : " (recorded)");
}

/// The plan for a database that is not there, and that a mere plan must not make.
int plan_from_nothing(const Settings& settings, Terminal& terminal) {
  const std::vector<database::Migration> migrations = all_migrations(settings);
  terminal.out("Would be applied:");
  for (const database::Migration& migration : migrations) {
    terminal.out(step_line({std::string(migration.app), std::string(migration.name), !migration.folded}));
  }
  terminal.out("Planned: " + std::to_string(migrations.size()) + " migrations, in a new database.");
  return 0;
}

}  // namespace

int run_migrate(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  if (line.has("plan") && !require_database(context.settings)) {
    return plan_from_nothing(context.settings, terminal);
  }
  auto database = open_database(context.settings, {}, kDeadline);
  if (!database) {
    terminal.err("narvi: " + database.error().message);
    return 1;
  }
  const SystemClock clock;
  const std::vector<database::Migration> migrations = all_migrations(context.settings);
  const std::vector<database::Model> models = all_models(context.settings);
  database::MigrateOptions options;
  options.clock = &clock;
  options.user = user_reference(context.settings);
  options.plan_only = line.has("plan");
  const bool plan = options.plan_only;
  options.progress = [&terminal](const database::MigrateStep& step) { terminal.out(step_line(step)); };
  const auto report = io::run_blocking(database::migrate(**database, migrations, models, std::move(options)));
  if (!report) {
    terminal.err("narvi: " + report.error().message);
    return 1;
  }
  if (report->empty()) {
    terminal.out("Nothing to migrate: the database is complete.");
    return 0;
  }
  if (plan) {
    terminal.out("Would be applied:");
    for (const database::MigrateStep& step : report->steps) {
      terminal.out(step_line(step));
    }
  }
  terminal.out((plan ? "Planned: " : "Applied: ") + std::to_string(report->steps.size()) + " migrations, " +
               std::to_string(report->content_types.size()) + " content types, " +
               std::to_string(report->permissions.size()) + " permissions.");
  return 0;
}

}  // namespace narvi::app
