#pragma once
// Clear passwords of a chunk become encoded hashes before it is stored, several at a time on the pool.

#include <cstddef>
#include <vector>

#include "accounts/intake/intake.h"
#include "accounts/intake/record.h"
#include "accounts/passwords.h"
#include "base/callback.h"
#include "io/task.h"

namespace narvi::accounts::intake {

/// Replaces each `clear_password` in `records` by `password`, at most `at_once` at the same time (fewer than
/// the pool may queue). Who is there already with that password keeps the stored hash. `each` is told after
/// every one, on the calling loop. A password that the algorithm cannot read refuses its record. Errors: of
/// the pool and the database.
io::Task<Result<void>> hash_passwords(std::vector<Record>& records, Passwords& passwords, Intake& intake,
                                      std::size_t at_once, Callback<void()> each);

}  // namespace narvi::accounts::intake
