#pragma once
// migrate: brings a database to what Narvi needs, recorded so that Django's own migrate afterwards has
// nothing to do (design §3, contract django-auth §5). Not for the hot path.

#include <span>
#include <string>
#include <vector>

#include "base/callback.h"
#include "base/clock.h"
#include "base/result.h"
#include "database/database.h"
#include "database/migrate_text.h"
#include "database/migration.h"
#include "io/task.h"

namespace narvi::database {

/// One step that was taken, or would be.
struct MigrateStep {
  std::string app;
  std::string name;
  bool ran = false;  ///< its SQL ran; otherwise it was only recorded
};

struct MigrateOptions {
  const Clock* clock = nullptr;  ///< for the column `applied`; outlives the task
  UserReference user{};
  bool plan_only = false;  ///< read and report, write nothing
  /// Called after the transaction that holds the step has committed (never with plan_only). May be empty.
  Callback<void(const MigrateStep&)> progress{};
};

/// What happened, or with plan_only would happen, in order.
struct MigrateReport {
  std::vector<MigrateStep> steps;
  std::vector<std::string> content_types;  ///< "auth.user"
  std::vector<std::string> permissions;    ///< "auth.add_user"
  bool empty() const { return steps.empty() && content_types.empty() && permissions.empty(); }
};

/// Applies the steps of `migrations` that django_migrations does not record (making that table first if it is
/// missing), then records the content types and default permissions of `models` that are missing.
///
/// Each atomic unit (database/migrate_plan.h) is one transaction, so an interrupted run is completed by the
/// next one; runs at the same time wait for each other; a database that lacks nothing is only read.
///
/// Errors: kConfiguration if the database is newer than `migrations`, or holds tables that only upstream can
/// bring up to date, or lacks the configured user table; otherwise the engine's, with the step named. Units
/// before the failed one stay. `database`, `migrations` and `models` outlive the task.
io::Task<narvi::Result<MigrateReport>> migrate(Database& database, std::span<const Migration> migrations,
                                               std::span<const Model> models, MigrateOptions options);

/// How far a database is behind.
struct Levels {
  std::vector<std::string> missing;  ///< "auth.0012_...", in order; not empty: run `narvi migrate`
};

/// Compares django_migrations with `known`, before a server starts. Error kConfiguration if an app in `known`
/// is recorded at a level that is not in `known`: its tables may have another form than Narvi writes.
io::Task<narvi::Result<Levels>> check_levels(Database& database, std::span<const Migration> known);

}  // namespace narvi::database
