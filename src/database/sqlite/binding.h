#pragma once
// Values on their way into a statement, in the form Django stores them in SQLite (contract django-auth §5).

#include <string>

#include "base/time_zone.h"
#include "database/error.h"
#include "database/value.h"

struct sqlite3_stmt;

namespace narvi::database::sqlite {

/// Binds `params` to ?1, ?2 ..., instants in the local time of `zone`. They must outlive the execution: text
/// and bytes are not copied. `what` names the statement in errors: kStatement for a wrong number of
/// parameters, kRejectedValue for a value without a stored form (an instant outside years 1 to 9999, a NaN,
/// which SQLite would turn into null).
Result<void> bind(sqlite3_stmt* statement, const Params& params, const std::string& what, TimeZone zone);

}  // namespace narvi::database::sqlite
