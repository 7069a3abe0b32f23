#include "app/database_wiring.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "accounts/migrations.h"
#include "app/accounts_wiring.h"
#include "app/offline_database.h"
#include "app/systems.h"
#include "database/postgres/postgres.h"
#include "database/sqlite/sqlite.h"

namespace narvi::app {

namespace {

constexpr std::string_view kSqlite = "sqlite:";

Milliseconds configured_deadline(const Settings& settings) {
  return settings.duration("database", "deadline").value_or(Seconds(5));
}

std::string sqlite_path(std::string_view url) {
  std::string_view path = url.substr(kSqlite.size());
  if (path.starts_with("///")) {
    path.remove_prefix(2);  // sqlite:///var/lib/x.db, as other tools write an absolute path
  }
  return std::string(path);
}

Result<std::unique_ptr<database::Database>> open_sqlite(const Settings& settings, std::string_view url,
                                                        Milliseconds deadline) {
  database::sqlite::Options options;
  options.path = sqlite_path(url);
  options.wal = settings.text("database", "wal") == "keep" ? database::sqlite::Wal::kKeep
                                                           : database::sqlite::Wal::kRequire;
  options.deadline = deadline;
  if (!settings.boolean("compat", "use_tz")) {
    Result<TimeZone> zone = TimeZone::find(settings.text("compat", "time_zone"));
    if (!zone) {
      return tl::unexpected<Error>(std::move(zone.error()));
    }
    options.zone = *zone;
  }
  return database::sqlite::open(std::move(options));
}

Result<std::unique_ptr<database::Database>> open_postgres(const Settings& settings,
                                                          const std::vector<io::AsioLoop*>& loops,
                                                          Milliseconds deadline) {
  database::postgres::Options options;
  options.url = settings.secret("database", "url");
  options.deadline = deadline;
  options.readers = static_cast<std::size_t>(settings.integer("database", "connections"));
  options.writers = options.readers;
  options.reserved = static_cast<std::size_t>(settings.integer("database", "transaction_connections"));
  return database::postgres::open(std::move(options), loops);
}

}  // namespace

Result<std::unique_ptr<database::Database>> open_database(const Settings& settings,
                                                          const std::vector<io::AsioLoop*>& loops,
                                                          std::optional<Milliseconds> deadline) {
  const std::string_view url = settings.secret("database", "url").reveal();
  const Milliseconds within = deadline.value_or(configured_deadline(settings));
  return url.starts_with(kSqlite) ? open_sqlite(settings, url, within)
                                  : open_postgres(settings, loops, within);
}

Result<void> require_database(const Settings& settings) {
  const std::string_view url = settings.secret("database", "url").reveal();
  if (!url.starts_with(kSqlite) || ::access(sqlite_path(url).c_str(), F_OK) == 0 || errno != ENOENT) {
    return {};
  }
  return fail(ErrorKind::kConfiguration,
              "there is no database at " + sqlite_path(url) + "\n  mend: run narvi migrate, which makes it");
}

Result<std::unique_ptr<database::Database>> offline_database(const Settings& settings) {
  const bool is_sqlite = settings.secret("database", "url").reveal().starts_with(kSqlite);
  return std::make_unique<OfflineDatabase>(is_sqlite ? database::Engine::kSqlite
                                                     : database::Engine::kPostgres);
}

std::vector<database::Migration> all_migrations(const Settings& settings) {
  accounts::MigrationChoice choice;
  choice.own_users = settings.text("users", "table") == "auth_user";
  std::vector<database::Migration> migrations = accounts::migrations(choice);
  for (const rest::System* system : enabled_systems(settings)) {
    migrations.insert(migrations.end(), system->migrations.begin(), system->migrations.end());
  }
  return migrations;
}

std::vector<database::Model> all_models(const Settings& settings) {
  accounts::MigrationChoice choice;
  choice.own_users = settings.text("users", "table") == "auth_user";
  std::vector<database::Model> models = accounts::models(choice);
  for (const rest::System* system : enabled_systems(settings)) {
    models.insert(models.end(), system->models.begin(), system->models.end());
  }
  return models;
}

database::UserReference user_reference(const Settings& settings) {
  return accounts::user_reference(user_table(settings));
}

std::vector<std::string> tables_that_go_with_users() {
  std::vector<database::Migration> migrations = accounts::migrations();
  for (const rest::System* system : systems()) {
    migrations.insert(migrations.end(), system->migrations.begin(), system->migrations.end());
  }
  std::vector<std::string> tables;
  for (const database::Migration& migration : migrations) {
    for (std::string& table : database::tables_made_by(migration.sqlite)) {
      tables.push_back(std::move(table));
    }
  }
  return tables;
}

}  // namespace narvi::app
