#pragma once
// From libpq's result to ours.

#include "database/postgres/handles.h"
#include "database/rows.h"

namespace narvi::database::postgres {

/// The rows and the count of a result of status PGRES_TUPLES_OK or PGRES_COMMAND_OK. Cells are the server's
/// text, or null; rows.h decodes them. `affected` is 0 for what does not write.
Outcome read_outcome(const PGresult* result);

}  // namespace narvi::database::postgres
