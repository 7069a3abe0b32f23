#pragma once
// From [database] to an engine, and the migrations of everything that is wired.

#include <memory>
#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "database/database.h"
#include "database/migrate.h"
#include "database/migration.h"
#include "io/asio_loop.h"

namespace narvi::app {

/// Opens the database that `[database] url` names: "sqlite:PATH" or a postgresql:// URL.
Result<std::unique_ptr<database::Database>> open_database(const Settings& settings,
                                                          const std::vector<io::AsioLoop*>& loops);

/// A database of the same engine that stays closed (app/offline_database.h).
Result<std::unique_ptr<database::Database>> offline_database(const Settings& settings);

/// What `narvi migrate` brings the database to: accounts and every enabled system, in order.
std::vector<database::Migration> all_migrations(const Settings& settings);
std::vector<database::Model> all_models(const Settings& settings);

/// How migrations refer to the configured user table.
database::UserReference user_reference(const Settings& settings);

}  // namespace narvi::app
