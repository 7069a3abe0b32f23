#pragma once
// One execution of one statement on one connection: bind, step to the end, collect.

#include "database/error.h"
#include "database/rows.h"
#include "database/sqlite/connection.h"
#include "database/statement.h"
#include "database/value.h"

namespace narvi::database::sqlite {

/// Runs `statement` with `params`. Leaves no lock behind when no transaction is open. Fails with kStatement
/// when the number of parameters is not the statement's.
Result<Outcome> run_statement(Connection& connection, const Statement& statement, const Params& params);

}  // namespace narvi::database::sqlite
