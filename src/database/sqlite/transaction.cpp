#include "database/sqlite/transaction.h"

#include "database/sqlite/execution.h"

namespace narvi::database::sqlite {

io::Task<Result<Outcome>> SqliteTransaction::run(const Statement& statement, Params params) {
  if (failure_) {
    co_return tl::unexpected<Error>(*failure_);
  }
  Result<Outcome> outcome = run_statement(connection_, statement, params);
  if (!outcome) {
    failure_ = outcome.error();
  }
  co_return outcome;
}

// The write lock is held since BEGIN IMMEDIATE: nobody else is inside a transaction.
io::Task<Result<void>> SqliteTransaction::lock(std::string_view, std::string_view) {
  if (failure_) {
    co_return tl::unexpected<Error>(*failure_);
  }
  co_return Result<void>();
}

io::Task<Result<void>> SqliteTransaction::execute(std::string sql) {
  if (failure_) {
    co_return tl::unexpected<Error>(*failure_);
  }
  Result<void> done = connection_.execute(sql, "execute");
  if (!done) {
    failure_ = done.error();
  }
  co_return done;
}

}  // namespace narvi::database::sqlite
