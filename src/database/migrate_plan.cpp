#include "database/migrate_plan.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace narvi::database {

namespace {

/// The only user table that a migration of ours makes; any other one belongs to the site.
constexpr std::string_view kOwnUserTable = "auth_user";

bool is_recorded(std::string_view app, const Snapshot& snapshot) {
  return std::any_of(snapshot.recorded.begin(), snapshot.recorded.end(),
                     [app](const auto& row) { return row.first == app; });
}

narvi::Result<PlannedStep> plan_step(const Migration& migration, const Snapshot& snapshot,
                                     const UserReference& user, Engine engine) {
  if (migration.folded && is_recorded(migration.app, snapshot)) {
    return narvi::fail(ErrorKind::kConfiguration,
                       "the tables of app \"" + std::string(migration.app) + "\" are older than " +
                           step_name(migration) + "; bring them up to date with Django's own migrate first");
  }
  PlannedStep step{&migration, {}};
  const std::string_view sql = engine == Engine::kSqlite ? migration.sqlite : migration.postgres;
  if (sql.empty() || (!migration.creates.empty() && snapshot.tables.contains(migration.creates))) {
    return step;
  }
  if (mentions_user(sql) && user.table != kOwnUserTable && !snapshot.tables.contains(user.table)) {
    return narvi::fail(ErrorKind::kConfiguration, "the user table \"" + user.table +
                                                      "\" does not exist; create it before " +
                                                      step_name(migration) + ", which refers to it");
  }
  narvi::Result<std::string> expanded = expand_user(sql, user, engine);
  if (!expanded) {
    return tl::unexpected<narvi::Error>(std::move(expanded.error()));
  }
  step.sql = std::move(*expanded);
  return step;
}

}  // namespace

std::string step_name(const Migration& migration) {
  return std::string(migration.app) + "." + std::string(migration.name);
}

std::vector<std::span<const Migration>> atomic_units(std::span<const Migration> migrations) {
  std::map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    last[migrations[i].app] = i;
  }
  std::vector<std::span<const Migration>> units;
  std::size_t begin = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    end = std::max(end, last[migrations[i].app]);
    if (i == end) {
      units.push_back(migrations.subspan(begin, end + 1 - begin));
      begin = end + 1;
      end = begin;
    }
  }
  return units;
}

narvi::Result<std::vector<PlannedStep>> plan_unit(std::span<const Migration> unit, const Snapshot& snapshot,
                                                  const UserReference& user, Engine engine) {
  std::vector<PlannedStep> steps;
  for (const Migration& migration : unit) {
    if (snapshot.has(migration)) {
      continue;
    }
    narvi::Result<PlannedStep> step = plan_step(migration, snapshot, user, engine);
    if (!step) {
      return tl::unexpected<narvi::Error>(std::move(step.error()));
    }
    steps.push_back(std::move(*step));
  }
  return steps;
}

narvi::Result<void> refuse_unknown_levels(std::span<const Migration> known, const Snapshot& snapshot) {
  std::map<std::string_view, std::set<std::string_view>> levels;
  for (const Migration& migration : known) {
    levels[migration.app].insert(migration.name);
  }
  for (const auto& [app, name] : snapshot.recorded) {
    const auto found = levels.find(app);
    if (found != levels.end() && !found->second.contains(name)) {
      return narvi::fail(ErrorKind::kConfiguration,
                         "the database is newer than this Narvi: app \"" + app + "\" is at " + name +
                             ", the last level known here is " + std::string(*found->second.rbegin()));
    }
  }
  return {};
}

}  // namespace narvi::database
