#pragma once
// The columns of a table as the database's own catalogue tells them.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "database/database.h"
#include "io/task.h"

namespace narvi::accounts {

/// What a column can hold, as far as users care.
enum class ColumnKind { kInteger, kBigInteger, kUuid, kText, kBoolean, kInstant, kOther };

struct TableColumn {
  std::string name;
  std::string type;  ///< in the database's words: "character varying(254)"
  ColumnKind kind = ColumnKind::kOther;
  bool needs_value = false;  ///< NOT NULL without a default: every new row must give one
};

/// The columns of `table` in their order; none: there is no such table (or view).
io::Task<Result<std::vector<TableColumn>>> read_columns(database::Database& database, std::string table);

/// What the words of a declared type mean. SQLite keeps whatever was written; PostgreSQL has its own words.
ColumnKind column_kind(std::string_view type, database::Engine engine);

}  // namespace narvi::accounts
