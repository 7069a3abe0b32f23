#include "database/sqlite/engine.h"

#include <algorithm>
#include <utility>

#include "database/sqlite/execution.h"

namespace narvi::database::sqlite {

namespace {

// A look-up that takes longer was not one, or the disk is slow: it moves to a helper thread and frees the
// core.
constexpr Milliseconds kLongestLookUp{5};
constexpr Milliseconds kPingDeadline{1'000};

SteadyTime in(Milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

}  // namespace

SqliteDatabase::SqliteDatabase(std::unique_ptr<Connection> connection, const Options& options)
    : deadline_(options.deadline),
      writer_(std::move(connection), options),
      readers_(options.path, options.zone, options.deadline),
      scans_(options) {}

Result<Rows> SqliteDatabase::look_up_inline(const Statement& statement, const Params& params) {
  const Result<Connection*> reader = readers_.mine();
  if (!reader) {
    return tl::unexpected<Error>(reader.error());
  }
  (*reader)->stop_at(in(kLongestLookUp));
  Result<Outcome> outcome = run_statement(**reader, statement, params);
  if (!outcome) {
    return tl::unexpected<Error>(std::move(outcome.error()));
  }
  return std::move(outcome->rows);
}

io::Task<Result<Rows>> SqliteDatabase::look_up(const Statement& statement, Params params) {
  Result<Rows> rows = look_up_inline(statement, params);
  const bool must_wait =
      !rows && (rows.error().code == ErrorCode::kBusy || rows.error().code == ErrorCode::kTimeout);
  if (must_wait) {
    co_return co_await scan_until(statement, std::move(params), in(deadline_));
  }
  co_return rows;
}

io::Task<Result<Rows>> SqliteDatabase::scan(const Statement& statement, Params params) {
  return scan_until(statement, std::move(params), in(deadline_));
}

io::Task<Result<Rows>> SqliteDatabase::scan_until(const Statement& statement, Params params,
                                                  SteadyTime deadline) {
  co_return co_await io::suspend<Result<Rows>>([&](io::Resume<Result<Rows>> resume) {
    scans_.submit({&statement, std::move(params), deadline, std::move(resume)});
  });
}

io::Task<Reply> SqliteDatabase::submit(std::variant<Batch, Body> work) {
  co_return co_await io::suspend<Reply>([&](io::Resume<Reply> resume) {
    writer_.submit({std::move(work), in(deadline_), std::move(resume)});
  });
}

io::Task<Result<std::vector<Outcome>>> SqliteDatabase::run(Batch batch) {
  if (batch.items.empty()) {
    co_return std::vector<Outcome>();
  }
  const EndedWrites ended = write_counter();
  Reply reply = co_await submit(std::move(batch));
  ended->fetch_add(1);
  co_return std::move(reply.outcomes);
}

io::Task<Result<void>> SqliteDatabase::transact_erased(Body body) {
  const EndedWrites ended = write_counter();
  Reply reply = co_await submit(std::move(body));
  ended->fetch_add(1);
  if (reply.thrown) {
    std::rethrow_exception(reply.thrown);
  }
  if (!reply.outcomes) {
    co_return tl::unexpected<Error>(std::move(reply.outcomes.error()));
  }
  co_return Result<void>();
}

io::Task<Health> SqliteDatabase::ping() {
  static const Statement trivial("sqlite.ping", "SELECT count(*) FROM sqlite_schema");
  const Result<Rows> rows = co_await scan_until(trivial, {}, in(std::min(deadline_, kPingDeadline)));
  Health health;
  health.reachable = rows.has_value();
  health.detail = rows ? std::string() : rows.error().message;
  co_return health;
}

}  // namespace narvi::database::sqlite
