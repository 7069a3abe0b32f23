#include "database/sqlite/job.h"

#include "database/sqlite/control.h"
#include "database/sqlite/execution.h"
#include "database/sqlite/transaction.h"

namespace narvi::database::sqlite {

namespace {

Reply run_batch(Connection& connection, const Batch& batch) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(batch.items.size());
  for (const Batch::Item& item : batch.items) {
    Result<Outcome> outcome = run_statement(connection, *item.statement, item.params);
    if (!outcome) {
      return Reply::of(std::move(outcome.error()));
    }
    outcomes.push_back(std::move(*outcome));
  }
  return {std::move(outcomes)};
}

Reply run_body(Connection& connection, Database::Body& body) {
  SqliteTransaction transaction(connection);
  try {
    Result<void> done = body(transaction).run_in_place();
    if (transaction.failure()) {
      return Reply::of(*transaction.failure());
    }
    return done ? Reply{std::vector<Outcome>()} : Reply::of(std::move(done.error()));
  } catch (...) {
    return {std::vector<Outcome>(), std::current_exception()};
  }
}

Reply run_work(Connection& connection, Job& job) {
  if (auto* batch = std::get_if<Batch>(&job.work)) {
    return run_batch(connection, *batch);
  }
  return run_body(connection, std::get<Database::Body>(job.work));
}

}  // namespace

Reply run_job(Connection& connection, Job& job) {
  const Result<void> saved = connection.control(control::savepoint());
  if (!saved) {
    return Reply::of(saved.error());
  }
  connection.stop_at(job.deadline);
  Reply reply = run_work(connection, job);
  connection.stop_at(SteadyTime::max());
  if (connection.is_idle()) {
    return reply;  // the error took the whole transaction with it
  }
  if (reply.is_good() && connection.has_dangling_references()) {
    // Left for COMMIT, it would cost the neighbours their commit.
    reply = Reply::of({ErrorCode::kConstraint, "a reference to a row that does not exist"});
  }
  const Result<void> undone =
      reply.is_good() ? Result<void>() : connection.control(control::roll_back_to_savepoint());
  const Result<void> released = undone ? connection.control(control::release()) : undone;
  if (!released) {
    connection.control(control::roll_back());
    return Reply::of(released.error());
  }
  return reply;
}

}  // namespace narvi::database::sqlite
