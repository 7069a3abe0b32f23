#pragma once
// What a migration run has to do, decided from what the database says: pure, so it is asked once before the
// transaction (to leave a finished database alone) and again inside it, behind the lock.

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "database/database.h"
#include "database/migrate_text.h"
#include "database/migration.h"

namespace narvi::database {

/// What is there: the rows of django_migrations as (app, name), and the names of all tables.
struct Snapshot {
  std::set<std::pair<std::string, std::string>, std::less<>> recorded;
  std::set<std::string, std::less<>> tables;

  bool has(const Migration& migration) const {
    return recorded.contains(std::pair(std::string(migration.app), std::string(migration.name)));
  }
};

/// One step to take. `sql` is empty when there is only something to record.
struct PlannedStep {
  const Migration* migration = nullptr;
  std::string sql;
};

/// Cuts the list into the stretches that are applied in one transaction each: the shortest ones in which no
/// app is cut in two, so that no interruption leaves an app recorded up to a level its tables do not match.
std::vector<std::span<const Migration>> atomic_units(std::span<const Migration> migrations);

/// The steps of `unit` that are missing, in order, with their SQL ready to run. Errors: kConfiguration when
/// an app is at a level from which only upstream can go on (Migration::folded), or when the configured user
/// table is needed and not there; what expand_user refuses.
narvi::Result<std::vector<PlannedStep>> plan_unit(std::span<const Migration> unit, const Snapshot& snapshot,
                                                  const UserReference& user, Engine engine);

/// Refuses a database that a newer version wrote: kConfiguration, naming app and level, if one of the apps in
/// `known` is recorded with a step that is not in `known`.
narvi::Result<void> refuse_unknown_levels(std::span<const Migration> known, const Snapshot& snapshot);

/// "auth.0001_initial": how a step is named to people.
std::string step_name(const Migration& migration);

}  // namespace narvi::database
