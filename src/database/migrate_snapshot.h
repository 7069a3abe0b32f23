#pragma once
// Reading what migrations need to know about a database, in a transaction or outside of one.

#include "base/callback.h"
#include "database/database.h"
#include "database/migrate_plan.h"
#include "io/task.h"

namespace narvi::database {

/// Runs one read. What it captures outlives the tasks it makes.
using Read = Callback<io::Task<Result<Rows>>(const Statement&)>;

/// Reads outside of a transaction, from the side that does not hold up a core.
Read read_from(Database& database);
/// Reads inside `transaction`.
Read read_in(Transaction& transaction);

/// The recorded migrations and all tables. django_migrations may be missing: then nothing is recorded.
io::Task<Result<Snapshot>> take_snapshot(Read& read, Engine engine);

/// Whether a transaction that failed so may succeed when it is run again: somebody else had the lock.
bool worth_repeating(ErrorCode code);

/// How often a transaction is tried while somebody else has the lock; each time waits up to the engine's
/// deadline.
inline constexpr int kLockAttempts = 5;

/// The lock that all writers of migrations take first: kind and id for Transaction::lock.
inline constexpr std::string_view kLockKind = "narvi.migrate";

}  // namespace narvi::database
