#include "accounts/table_columns.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace narvi::accounts {

namespace {

// A key of SQLite that is "integer PRIMARY KEY" numbers itself.
const database::Statement& sqlite_columns() {
  static const database::Statement statement(
      "accounts.sqlite_columns",
      "SELECT name, type, \"notnull\" = 1 AND dflt_value IS NULL AND NOT (pk = 1 AND LOWER(type) = 'integer')"
      " FROM pragma_table_info($1) ORDER BY cid");
  return statement;
}

const database::Statement& postgres_columns() {
  static const database::Statement statement(
      "accounts.postgres_columns",
      "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),"
      " a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''"
      " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
      " WHERE c.relname = $1 AND pg_catalog.pg_table_is_visible(c.oid)"
      " AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
      " ORDER BY a.attnum");
  return statement;
}

struct TypeWord {
  std::string_view word;
  ColumnKind kind;
};

constexpr std::array<TypeWord, 18> kTypes = {{
    {"integer", ColumnKind::kInteger},
    {"int", ColumnKind::kInteger},
    {"smallint", ColumnKind::kInteger},
    {"bigint", ColumnKind::kBigInteger},
    {"uuid", ColumnKind::kUuid},
    {"char(32)", ColumnKind::kUuid},  // Django's UUIDField on SQLite
    {"varchar", ColumnKind::kText},
    {"character varying", ColumnKind::kText},
    {"character", ColumnKind::kText},
    {"char", ColumnKind::kText},
    {"text", ColumnKind::kText},
    {"citext", ColumnKind::kText},
    {"bool", ColumnKind::kBoolean},
    {"boolean", ColumnKind::kBoolean},
    {"datetime", ColumnKind::kInstant},
    {"timestamp", ColumnKind::kInstant},
    {"timestamptz", ColumnKind::kInstant},
    {"timestamp with time zone", ColumnKind::kInstant},
}};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
  });
  return out;
}

}  // namespace

ColumnKind column_kind(std::string_view type, database::Engine engine) {
  const std::string whole = lower(type);
  const std::string word = whole.substr(0, whole.find('('));
  const bool postgres = engine == database::Engine::kPostgres;
  for (const TypeWord& known : kTypes) {
    if (whole == known.word && !(postgres && known.word == "char(32)")) {
      return known.kind;
    }
  }
  // "varchar(150)", but no "timestamp(3) without time zone": that is local time.
  for (const TypeWord& known : kTypes) {
    if (word == known.word && whole.ends_with(')')) {
      return known.kind;
    }
  }
  return whole.starts_with("timestamp(") && whole.ends_with(") with time zone") ? ColumnKind::kInstant
                                                                                : ColumnKind::kOther;
}

io::Task<Result<std::vector<TableColumn>>> read_columns(database::Database& database, std::string table) {
  const bool sqlite = database.engine() == database::Engine::kSqlite;
  const database::Result<database::Rows> rows =
      co_await database.scan(sqlite ? sqlite_columns() : postgres_columns(), {std::move(table)});
  if (!rows) {
    co_return tl::unexpected<Error>(database::to_error(rows.error()));
  }
  std::vector<TableColumn> columns;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const database::Row row = (*rows)[i];
    columns.push_back({row.text(0), row.text(1), column_kind(row.text(1), database.engine()),
                       row.boolean(2).value_or(false)});
  }
  co_return columns;
}

}  // namespace narvi::accounts
