#include "database/postgres/reserved_transaction.h"

#include <utility>

#include "database/postgres/advisory_key.h"
#include "io/suspend.h"

namespace narvi::database::postgres {

namespace {

const Statement& begin_statement() {
  // Said in full: the lock of lock() guards nothing under a snapshot taken before it was granted.
  static const Statement statement("postgres.begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  return statement;
}
const Statement& commit_statement() {
  static const Statement statement("postgres.commit", "COMMIT");
  return statement;
}
const Statement& rollback_statement() {
  static const Statement statement("postgres.rollback", "ROLLBACK");
  return statement;
}
const Statement& lock_statement() {
  static const Statement statement("postgres.lock", "SELECT pg_advisory_xact_lock($1::bigint)");
  return statement;
}

}  // namespace

io::Task<Result<Lease>> acquire(std::shared_ptr<Reserve> reserve, TimePoint deadline) {
  co_return co_await io::suspend<Result<Lease>>([reserve, deadline](io::Resume<Result<Lease>> resume) {
    reserve->acquire(deadline, [resume](Result<Lease> lease) { resume(std::move(lease)); });
  });
}

io::Task<Reply> ask(Connection& connection, std::vector<Step> steps, TimePoint deadline, std::string script) {
  auto exchange = std::make_unique<Exchange>();
  exchange->steps = std::move(steps);
  exchange->script = std::move(script);
  exchange->deadline = deadline;
  co_return co_await io::suspend<Reply>([&connection, &exchange](io::Resume<Reply> resume) {
    exchange->done = [resume](Reply reply) { resume(std::move(reply)); };
    if (exchange->deadline <= steady_now()) {
      exchange->refuse(ErrorCode::kTimeout, "the transaction took too long");
    } else {
      connection.send(std::move(exchange));
    }
  });
}

Error ReservedTransaction::remember(Error error, Retry retry) {
  again_ = retry == Retry::kAgain || retry == Retry::kStalePlan;
  failed_ = error;
  return error;
}

/// Sends `steps`, and BEGIN in front of the first of all: in one exchange, so that nothing runs outside a
/// transaction if BEGIN fails.
io::Task<Result<std::vector<Outcome>>> ReservedTransaction::send(std::vector<Step> steps) {
  if (failed_) {
    co_return tl::unexpected<Error>(*failed_);
  }
  const bool first = !std::exchange(begun_, true);
  if (first) {
    steps.insert(steps.begin(), Step{&begin_statement(), Parameters()});
  }
  Reply reply = co_await ask(connection_, std::move(steps), deadline_);
  if (!reply.outcomes) {
    co_return tl::unexpected<Error>(remember(std::move(reply.outcomes.error()), reply.retry));
  }
  if (first) {
    reply.outcomes->erase(reply.outcomes->begin());
  }
  co_return std::move(reply.outcomes);
}

io::Task<Result<Outcome>> ReservedTransaction::run(const Statement& statement, Params params) {
  Result<Parameters> parameters = Parameters::encode(params);
  if (!parameters) {
    co_return tl::unexpected<Error>(remember(std::move(parameters.error()), Retry::kNo));
  }
  std::vector<Step> steps;
  steps.push_back(Step{&statement, std::move(*parameters)});
  Result<std::vector<Outcome>> outcomes = co_await send(std::move(steps));
  if (!outcomes) {
    co_return tl::unexpected<Error>(std::move(outcomes.error()));
  }
  co_return std::move(outcomes->front());
}

io::Task<Result<void>> ReservedTransaction::lock(std::string_view kind, std::string_view id) {
  Params params{integer(advisory_key(kind, id))};
  const Result<Outcome> locked = co_await run(lock_statement(), std::move(params));
  if (!locked) {
    co_return tl::unexpected<Error>(locked.error());
  }
  co_return Result<void>();
}

io::Task<Result<void>> ReservedTransaction::execute(std::string sql) {
  if (sql.find('\0') != std::string::npos) {
    co_return tl::unexpected<Error>(remember({ErrorCode::kRejectedValue, "SQL contains a NUL"}, Retry::kNo));
  }
  if (!begun_ || failed_) {
    const Result<std::vector<Outcome>> begun = co_await send({});
    if (!begun) {
      co_return tl::unexpected<Error>(begun.error());
    }
  }
  if (sql.empty()) {
    co_return Result<void>();
  }
  Reply reply = co_await ask(connection_, {}, deadline_, std::move(sql));
  if (!reply.outcomes) {
    co_return tl::unexpected<Error>(remember(std::move(reply.outcomes.error()), reply.retry));
  }
  co_return Result<void>();
}

io::Task<Result<void>> ReservedTransaction::commit() {
  if (failed_) {
    co_await rollback();
    co_return tl::unexpected<Error>(*failed_);
  }
  if (!begun_) {
    co_return Result<void>();
  }
  std::vector<Step> steps;
  steps.push_back(Step{&commit_statement(), Parameters()});
  Result<std::vector<Outcome>> committed = co_await send(std::move(steps));
  if (!committed) {
    co_await rollback();  // COMMIT may have failed before it ran (a plan that had gone)
    co_return tl::unexpected<Error>(std::move(committed.error()));
  }
  co_return Result<void>();
}

io::Task<bool> ReservedTransaction::rollback() {
  if (!begun_ || !connection_.alive()) {
    co_return true;
  }
  std::vector<Step> steps;
  steps.push_back(Step{&rollback_statement(), Parameters()});
  const Reply reply = co_await ask(connection_, std::move(steps), steady_now() + std::chrono::seconds(1));
  if (!reply.outcomes) {
    connection_.close();  // whatever is open there ends with the session
  }
  co_return reply.outcomes.has_value();
}

namespace {

struct Attempt {
  Ended ended;
  bool again = false;
};

io::Task<Attempt> attempt_once(Connection& connection, Database::Body& body, TimePoint deadline) {
  ReservedTransaction transaction(connection, deadline);
  Attempt attempt;
  try {
    attempt.ended.result = co_await body(transaction);
  } catch (...) {
    attempt.ended.thrown = std::current_exception();
  }
  if (attempt.ended.thrown || !attempt.ended.result) {
    co_await transaction.rollback();
  } else {
    attempt.ended.result = co_await transaction.commit();
  }
  attempt.again = !attempt.ended.thrown && !attempt.ended.result && transaction.again();
  co_return std::move(attempt);
}

}  // namespace

io::Task<Ended> run_transaction(std::shared_ptr<Reserve> reserve, Database::Body body, TimePoint deadline) {
  Attempt attempt;
  for (int i = 0; i < kTransactionAttempts; ++i) {
    Result<Lease> lease = co_await acquire(reserve, deadline);
    if (!lease) {
      co_return Ended{tl::unexpected<Error>(std::move(lease.error())), nullptr};
    }
    attempt = co_await attempt_once(**lease, body, deadline);
    if (!attempt.again || deadline <= steady_now()) {
      break;
    }
  }
  co_return std::move(attempt.ended);
}

}  // namespace narvi::database::postgres
