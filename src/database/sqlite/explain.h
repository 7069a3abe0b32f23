#pragma once
// The proof that a statement deserves look_up: tests ask SQLite's planner how it would find the rows.

#include <string>

#include "database/database.h"

namespace narvi::database::sqlite {

/// The planner's steps for `statement`, one a line ("SEARCH auth_user USING INDEX ..."). `database` is a
/// SQLite engine with the statement's tables. Fails as scan does.
io::Task<Result<std::string>> explain(Database& database, const Statement& statement);

/// True if no step reads a whole table or index, and nothing is sorted in a temporary table.
io::Task<Result<bool>> explain_uses_index(Database& database, const Statement& statement);

}  // namespace narvi::database::sqlite
