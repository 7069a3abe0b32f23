#include "accounts/user_references.h"

#include <utility>

namespace narvi::accounts {

namespace {

// A reference without a column means the primary key, which pragma_foreign_key_list shows as null.
const database::Statement& sqlite_references() {
  static const database::Statement statement(
      "accounts.sqlite_references",
      "SELECT m.name, '\"' || REPLACE(m.name, '\"', '\"\"') || '\"', f.\"from\", f.\"to\", f.on_delete"
      " FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f"
      " WHERE m.type = 'table' AND LOWER(f.\"table\") = LOWER($1) ORDER BY m.name, f.id");
  return statement;
}

const database::Statement& postgres_references() {
  static const database::Statement statement(
      "accounts.postgres_references",
      "SELECT r.relname, CAST(CAST(k.conrelid AS regclass) AS text), a.attname, t.attname, k.confdeltype"
      " FROM pg_catalog.pg_constraint k"
      " JOIN pg_catalog.pg_class r ON r.oid = k.conrelid"
      " JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]"
      " JOIN pg_catalog.pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = k.confkey[1]"
      " JOIN pg_catalog.pg_class u ON u.oid = k.confrelid"
      " WHERE k.contype = 'f' AND k.conparentid = 0 AND u.relname = $1"
      " AND pg_catalog.pg_table_is_visible(u.oid) ORDER BY r.relname, a.attname");
  return statement;
}

bool settles(const std::string& action) {
  return action == "CASCADE" || action == "SET NULL" || action == "SET DEFAULT" ||  // SQLite
         action == "c" || action == "n" || action == "d";                           // PostgreSQL
}

}  // namespace

io::Task<database::Result<std::vector<ReferringColumn>>> find_user_references(
    database::Transaction& transaction, database::Engine engine, const UserTable& table) {
  const database::Statement& statement =
      engine == database::Engine::kSqlite ? sqlite_references() : postgres_references();
  const database::Result<database::Outcome> outcome = co_await transaction.run(statement, {table.table});
  if (!outcome) {
    co_return tl::unexpected<database::Error>(outcome.error());
  }
  std::vector<ReferringColumn> references;
  for (std::size_t i = 0; i < outcome->rows.size(); ++i) {
    const database::Row row = outcome->rows[i];
    references.push_back({row.text(0), row.text(1), row.text(2), row.is_null(3) ? table.key : row.text(3),
                          settles(row.text(4))});
  }
  co_return references;
}

}  // namespace narvi::accounts
