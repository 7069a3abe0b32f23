#include "database/migrate_snapshot.h"

#include <utility>

namespace narvi::database {

namespace {

const Statement& sqlite_tables() {
  static const Statement statement("migrate.sqlite_tables",
                                   "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')");
  return statement;
}
const Statement& postgres_tables() {
  // Only what an unqualified name finds: another schema may hold tables of the same name.
  static const Statement statement(
      "migrate.postgres_tables",
      "SELECT relname FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f')"
      " AND pg_catalog.pg_table_is_visible(oid)");
  return statement;
}
const Statement& recorded_migrations() {
  static const Statement statement("migrate.recorded", "SELECT app, name FROM django_migrations");
  return statement;
}

io::Task<Result<Rows>> run_in(Transaction& transaction, const Statement& statement) {
  Result<Outcome> outcome = co_await transaction.run(statement, {});
  if (!outcome) {
    co_return tl::unexpected<Error>(std::move(outcome.error()));
  }
  co_return std::move(outcome->rows);
}

}  // namespace

Read read_from(Database& database) {
  return [&database](const Statement& statement) { return database.scan(statement, {}); };
}

Read read_in(Transaction& transaction) {
  return [&transaction](const Statement& statement) { return run_in(transaction, statement); };
}

io::Task<Result<Snapshot>> take_snapshot(Read& read, Engine engine) {
  Snapshot snapshot;
  const Statement& tables_of_engine = engine == Engine::kSqlite ? sqlite_tables() : postgres_tables();
  const Result<Rows> tables = co_await read(tables_of_engine);
  if (!tables) {
    co_return tl::unexpected<Error>(tables.error());
  }
  for (std::size_t i = 0; i < tables->size(); ++i) {
    snapshot.tables.insert((*tables)[i].text(0));
  }
  if (!snapshot.tables.contains("django_migrations")) {
    co_return snapshot;
  }
  const Result<Rows> recorded = co_await read(recorded_migrations());
  if (!recorded) {
    co_return tl::unexpected<Error>(recorded.error());
  }
  for (std::size_t i = 0; i < recorded->size(); ++i) {
    snapshot.recorded.emplace((*recorded)[i].text(0), (*recorded)[i].text(1));
  }
  co_return snapshot;
}

bool worth_repeating(ErrorCode code) {
  return code == ErrorCode::kBusy || code == ErrorCode::kSerialization || code == ErrorCode::kTimeout;
}

}  // namespace narvi::database
