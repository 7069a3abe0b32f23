#pragma once
// Job: one write on its way through the writer: a batch or a transaction body, its deadline, and who waits
// for it.

#include <exception>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "database/database.h"
#include "database/sqlite/connection.h"
#include "io/suspend.h"

namespace narvi::database::sqlite {

/// What the waiter gets: the outcomes (none for a body), an error, or the exception that a body threw.
struct Reply {
  Result<std::vector<Outcome>> outcomes;
  std::exception_ptr thrown = nullptr;

  bool is_good() const { return outcomes.has_value() && thrown == nullptr; }
  static Reply of(Error error) { return {tl::unexpected<Error>(std::move(error)), nullptr}; }
};

struct Job {
  std::variant<Batch, Database::Body> work;
  SteadyTime deadline;
  io::Resume<Reply> resume;

  std::optional<Reply> reply = std::nullopt;
  bool is_final = false;  ///< the reply stands even if the group is run again

  /// Gives the waiter the reply. What the work owns dies first: afterwards the waiter may be gone.
  void answer() {
    work = Batch();
    resume(std::move(*reply));
  }
};

/// Does the job's work in the open transaction, inside a savepoint of its own: what a failed one did is
/// undone, its neighbours stay. Never throws; a body's exception is in the reply.
Reply run_job(Connection& connection, Job& job);

}  // namespace narvi::database::sqlite
