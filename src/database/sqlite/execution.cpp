#include "database/sqlite/execution.h"

#include <sqlite3.h>

#include "database/sqlite/binding.h"

namespace narvi::database::sqlite {

namespace {

/// A prepared statement in use; afterwards it holds neither locks nor pointers to the parameters.
class InUse {
 public:
  explicit InUse(sqlite3_stmt* statement) : statement_(statement) {}
  ~InUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

 private:
  sqlite3_stmt* statement_;
};

std::string bytes_of(const void* data, int size) {
  return data != nullptr ? std::string(static_cast<const char*>(data), static_cast<std::size_t>(size))
                         : std::string();
}

Cell cell_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const void* text = sqlite3_column_text(statement, column);
      return bytes_of(text, sqlite3_column_bytes(statement, column));
    }
    case SQLITE_BLOB: {
      const void* blob = sqlite3_column_blob(statement, column);
      return Bytes{bytes_of(blob, sqlite3_column_bytes(statement, column))};
    }
    default:
      return std::monostate();
  }
}

/// Steps to the end and returns SQLite's last code: SQLITE_DONE if all is well.
int collect(sqlite3_stmt* statement, TimeZone zone, Rows& rows) {
  int code = sqlite3_step(statement);
  // Only now is the number of columns that of the schema as it is today.
  const int columns = sqlite3_column_count(statement);
  rows = Rows(static_cast<std::size_t>(columns), zone);
  while (code == SQLITE_ROW) {
    for (int column = 0; column < columns; ++column) {
      rows.append(cell_of(statement, column));
    }
    code = sqlite3_step(statement);
  }
  return code;
}

}  // namespace

Result<Outcome> run_statement(Connection& connection, const Statement& statement, const Params& params) {
  const Result<sqlite3_stmt*> prepared = connection.prepared(statement);
  if (!prepared) {
    return tl::unexpected<Error>(prepared.error());
  }
  const InUse in_use(*prepared);
  const Result<void> bound = bind(*prepared, params, statement.name(), connection.zone());
  if (!bound) {
    return tl::unexpected<Error>(bound.error());
  }
  const std::int64_t before = sqlite3_total_changes64(connection.handle());
  Outcome outcome;
  const int code = collect(*prepared, connection.zone(), outcome.rows);
  if (code != SQLITE_DONE) {
    return tl::unexpected<Error>(connection.error(code, statement.name()));
  }
  // changes() keeps the number of the last statement that changed something, so ask whether this one did.
  const bool changed = sqlite3_total_changes64(connection.handle()) != before;
  outcome.affected = changed ? sqlite3_changes64(connection.handle()) : 0;
  return outcome;
}

}  // namespace narvi::database::sqlite
