#pragma once
// From [database] to an engine, and the migrations of everything that is wired.

#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "database/database.h"
#include "database/migrate.h"
#include "database/migration.h"
#include "io/asio_loop.h"

namespace narvi::app {

/// Opens the database that `[database] url` names: "sqlite:PATH" or a postgresql:// URL. `deadline` replaces
/// the one in the settings (migrations may take longer than requests).
Result<std::unique_ptr<database::Database>> open_database(
    const Settings& settings, const std::vector<io::AsioLoop*>& loops,
    std::optional<Milliseconds> deadline = std::nullopt);

/// An error with its mend if the database is an SQLite file that is not there: opening it would make an empty
/// one, which is for `narvi migrate` alone. Anything else is left to opening it.
Result<void> require_database(const Settings& settings);

/// A database of the same engine that stays closed (app/offline_database.h).
Result<std::unique_ptr<database::Database>> offline_database(const Settings& settings);

/// What `narvi migrate` brings the database to: accounts and every enabled system, in order.
std::vector<database::Migration> all_migrations(const Settings& settings);
std::vector<database::Model> all_models(const Settings& settings);

/// How migrations refer to the configured user table.
database::UserReference user_reference(const Settings& settings);

/// The tables of Django's apps and of all systems, on or off: their rows about a user go when the user goes.
std::vector<std::string> tables_that_go_with_users();

}  // namespace narvi::app
