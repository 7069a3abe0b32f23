// A network that slices, delays, holds back and cuts.

#include <boost/asio/io_context.hpp>

#include "database/postgres/test_server.h"
#include "database/testbed/tcp_gate.h"

namespace narvi::database::postgres {
namespace {

const Statement& wide() {
  static const Statement statement("test.wide",
                                   "SELECT n, repeat('x', 100) FROM generate_series(1, $1::bigint) AS n");
  return statement;
}
const Statement& note() {
  static const Statement statement("test.note", "INSERT INTO note (id) VALUES ($1) RETURNING id");
  return statement;
}

class Gate : public ::testing::Test {
 protected:
  Gate() : name_(cluster().create_database()), gate_(cluster().port()) {
    cluster().execute("CREATE TABLE note (id bigint PRIMARY KEY)", name_);
  }

  std::unique_ptr<Database> open_through(std::chrono::milliseconds deadline = std::chrono::seconds(30)) {
    Options options = options_for(cluster().url(name_, gate_.port()));
    options.deadline = deadline;
    options.readers = 1;
    options.writers = 1;
    return open_or_fail(std::move(options));
  }

  /// Waits until every kind of connection is up again: one that still shakes hands would use up the bytes
  /// that are to be let through to another.
  static void settle(Database& database) {
    EXPECT_TRUE(eventually([&] { return run(database.look_up(one(), {integer(1)})).has_value(); }));
    EXPECT_TRUE(eventually([&] { return run(database.scan(one(), {integer(1)})).has_value(); }));
    EXPECT_TRUE(eventually([&] { return run(database.write(one(), {integer(1)})).has_value(); }));
  }

  std::string notes() const { return cluster().execute("SELECT count(*) FROM note", name_); }

  static io::Task<Result<void>> write_two(Transaction& transaction, std::int64_t id) {
    for (const std::int64_t each : {id, id + 1}) {
      const Result<Outcome> written = co_await transaction.run(note(), {integer(each)});
      if (!written) {
        co_return tl::unexpected<Error>(written.error());
      }
    }
    co_return Result<void>();
  }

  /// Every verb, several at once; all must succeed.
  void use(Database& database, std::int64_t base) {
    const auto found = run_together<Result<Rows>>(12, [&](int n) {
      return n % 2 == 0 ? database.look_up(wide(), {integer(n)}) : database.scan(wide(), {integer(n)});
    });
    for (std::size_t n = 0; n < found.size(); ++n) {
      ASSERT_TRUE(found[n]) << found[n].error().message;
      EXPECT_EQ(found[n]->size(), n);
    }
    Batch batch;
    batch.add(note(), {integer(base)}).add(note(), {integer(base + 1)});
    const Result<std::vector<Outcome>> outcomes = run(database.run(std::move(batch)));
    ASSERT_TRUE(outcomes) << outcomes.error().message;
    EXPECT_EQ(outcomes->size(), 2U);
    const Result<void> done = run(database.transact_erased(
        [base](Transaction& transaction) { return write_two(transaction, base + 2); }));
    ASSERT_TRUE(done) << done.error().message;
  }

  std::string name_;
  testbed::TcpGate gate_;
};

TEST_F(Gate, ReadsWhatComesByteByByte) {
  gate_.slice(1);
  const auto database = open_through();
  ASSERT_NE(database, nullptr);
  use(*database, 0);
  EXPECT_EQ(notes(), "4");
}

TEST_F(Gate, ReadsWhatComesLateAndInPieces) {
  gate_.slice(7);
  gate_.delay(std::chrono::milliseconds(5));
  const auto database = open_through();
  ASSERT_NE(database, nullptr);
  use(*database, 0);
  EXPECT_EQ(notes(), "4");
}

TEST_F(Gate, FailsWhatIsCutInTheMiddleAndConnectsAgain) {
  const auto database = open_through();
  ASSERT_NE(database, nullptr);
  settle(*database);
  std::int64_t base = 0;
  for (const std::size_t bytes : {1U, 5U, 100U, 5000U, 50'000U}) {
    SCOPED_TRACE(bytes);
    gate_.cut_after(bytes);
    const auto found =
        run_together<Result<Rows>>(4, [&](int) { return database->look_up(wide(), {integer(2000)}); });
    for (const Result<Rows>& rows : found) {
      EXPECT_EQ(code_of(rows), ErrorCode::kUnavailable);
    }
    settle(*database);
    gate_.cut_after(bytes);
    EXPECT_EQ(code_of(run(database->scan(wide(), {integer(2000)}))), ErrorCode::kUnavailable);
    gate_.cut_after(testbed::TcpGate::kAll);
    settle(*database);
    use(*database, base);
    base += 10;
  }
}

// Whatever the moment of the cut, a transaction is there whole or not at all, and what was acknowledged is
// there.
TEST_F(Gate, LosesNoAcknowledgedWriteWhereverItCuts) {
  const auto database = open_through();
  int acknowledged = 0;
  for (int cut = 0; cut < 450; cut += 9) {
    gate_.cut_after(static_cast<std::size_t>(cut) + 1);
    const std::int64_t id = 2 * cut;
    const Result<void> done =
        run(database->transact_erased([id](Transaction& transaction) { return write_two(transaction, id); }));
    if (done) {
      ++acknowledged;
      EXPECT_EQ(cluster().execute("SELECT count(*) FROM note WHERE id IN (" + std::to_string(id) + ", " +
                                      std::to_string(id + 1) + ")",
                                  name_),
                "2");
    } else {
      EXPECT_EQ(done.error().code, ErrorCode::kUnavailable) << done.error().message;
    }
    gate_.cut_after(testbed::TcpGate::kAll);
    ASSERT_TRUE(eventually([&] { return run(database->scan(one(), {integer(1)})).has_value(); }));
  }
  EXPECT_EQ(cluster().execute(
                "SELECT count(*) FROM note AS n WHERE NOT EXISTS (SELECT 1 FROM note AS m WHERE m.id ="
                " CASE WHEN n.id % 2 = 0 THEN n.id + 1 ELSE n.id - 1 END)",
                name_),
            "0");
  EXPECT_LT(acknowledged, 50);
  EXPECT_GT(acknowledged, 0);
}

TEST_F(Gate, GivesUpASilentServerAtTheDeadlineAndRecovers) {
  const auto database = open_through(std::chrono::milliseconds(1000));
  ASSERT_TRUE(run(database->scan(one(), {integer(1)})));
  ASSERT_TRUE(run(database->write(one(), {integer(1)})));  // every kind of connection is up
  gate_.hold_answers(true);
  gate_.hold_requests(true);
  auto look_up = in_background([&] { return database->look_up(one(), {integer(1)}); });
  auto scan = in_background([&] { return database->scan(one(), {integer(1)}); });
  auto write = in_background([&] { return database->write(note(), {integer(1)}); });
  EXPECT_EQ(code_of(look_up.get()), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(scan.get()), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(write.get()), ErrorCode::kTimeout);
  // Once the silent connection has been given up, the answer is quick and another one.
  EXPECT_TRUE(eventually(
      [&] { return code_of(run(database->look_up(one(), {integer(1)}))) == ErrorCode::kUnavailable; }));
  gate_.hold_answers(false);
  gate_.hold_requests(false);
  EXPECT_TRUE(eventually([&] { return run(database->look_up(one(), {integer(1)})).has_value(); }));
  EXPECT_TRUE(eventually([&] { return run(database->scan(one(), {integer(1)})).has_value(); }));
}

// Even its cancel requests hang; the end of the engine waits for them no longer than its limit.
TEST_F(Gate, EndsWhileTheServerIsSilent) {
  auto database = open_through(std::chrono::milliseconds(1000));
  gate_.hold_answers(true);
  gate_.hold_requests(true);
  EXPECT_EQ(code_of(run(database->look_up(one(), {integer(1)}))), ErrorCode::kTimeout);
  database.reset();
}

}  // namespace
}  // namespace narvi::database::postgres
