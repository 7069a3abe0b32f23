#pragma once
// The loop of clearsessions and cleartokens: one kind of rows deleted in small batches, with a bar on a
// terminal.

#include <string>

#include "app/cleanup.h"
#include "base/command.h"
#include "base/result.h"

namespace narvi::app {

/// Deletes all that `kind` finds; `what` stands before the bar. Counts beforehand only where a bar is shown:
/// a cron job need not pay for it. Errors: those of the database; whole batches stay done.
Result<void> clear_expired(const CleanUp& kind, std::string what, Terminal& terminal);

}  // namespace narvi::app
