// A group of jobs on a connection, without threads: what one job's failure does to its neighbours.

#include "database/sqlite/group.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "database/sqlite/engine_test_support.h"
#include "database/sqlite/execution.h"

namespace narvi::database::sqlite {
namespace {

using State = io::Resume<Reply>::State;

class GroupTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Connection::open(file_.path(), Role::kWriter, SteadyTime::max());
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    connection_ = std::move(*opened);
    ASSERT_TRUE(connection_->execute("PRAGMA journal_mode = WAL", "test").has_value());
  }

  void add(std::variant<Batch, Database::Body> work, SteadyTime deadline = SteadyTime::max()) {
    waiters_.push_back(std::make_shared<State>());
    jobs_.push_back(Job{std::move(work), deadline, io::Resume<Reply>(waiters_.back())});
  }
  void add_thing(std::int64_t id) { add(std::move(Batch().add(insert_thing(), thing(id)))); }

  void run() { run_group(*connection_, std::move(jobs_), counters_); }

  /// The error code of each reply in order; nothing for a good one.
  std::vector<std::optional<ErrorCode>> codes() const {
    std::vector<std::optional<ErrorCode>> found;
    for (const auto& waiter : waiters_) {
      found.push_back(code_of(waiter->value.value().outcomes));
    }
    return found;
  }

  std::string ask(const std::string& sql) { return Stranger(file_.path()).ask(sql); }

  using Codes = std::vector<std::optional<ErrorCode>>;
  static constexpr std::nullopt_t kGood = std::nullopt;

  TemporaryFile file_{kThings};
  std::unique_ptr<Connection> connection_;
  std::vector<Job> jobs_;
  std::vector<std::shared_ptr<State>> waiters_;
  WriterCounters counters_;
};

io::Task<Result<void>> insert_and_throw(Transaction& transaction) {
  const Result<Outcome> done = co_await transaction.run(insert_thing(), thing(90));
  throw std::runtime_error(done ? "bug" : "no insert");
}

TEST_F(GroupTest, CommitsOnceForAll) {
  for (std::int64_t id = 1; id <= 50; ++id) {
    add_thing(id);
  }
  run();
  EXPECT_EQ(codes(), Codes(50, kGood));
  EXPECT_EQ(counters_.commits, 1U);
  EXPECT_EQ(counters_.jobs, 50U);
  EXPECT_EQ(ask("SELECT count(*) FROM thing"), "50");
}

TEST_F(GroupTest, UndoesWhatFailedAndKeepsItsNeighbours) {
  add_thing(1);
  add(std::move(Batch().add(insert_thing(), thing(2)).add(insert_thing(), thing(1))));
  add_thing(3);
  add(std::move(Batch().add(insert_thing(), thing(4)).add(insert_part(), {integer(404)})));
  add(Database::Body(insert_and_throw));
  add_thing(5);
  run();
  EXPECT_EQ(codes(),
            (Codes{kGood, ErrorCode::kUniqueViolation, kGood, ErrorCode::kConstraint, kGood, kGood}));
  EXPECT_NE(waiters_[4]->value->thrown, nullptr);
  EXPECT_EQ(counters_.commits, 1U);
  EXPECT_EQ(ask("SELECT group_concat(id) FROM thing"), "1,3,5");
}

TEST_F(GroupTest, CommitsNothingWhenEverythingFailed) {
  add(std::move(Batch().add(insert_part(), {integer(404)})));
  add(std::move(Batch().add(insert_thing(), {integer(1)})));
  run();
  EXPECT_EQ(codes(), (Codes{ErrorCode::kConstraint, ErrorCode::kStatement}));
  EXPECT_EQ(counters_.commits, 0U);
  EXPECT_TRUE(connection_->is_idle());
}

// An interrupted INSERT takes the whole transaction with it; the neighbours are run again without it.
TEST_F(GroupTest, RunsTheNeighboursOfAnInterruptedWriteAgain) {
  static const Statement endless(
      "test.endless",
      "INSERT INTO thing (id) WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1"
      " FROM n WHERE i < 1000000000000) SELECT -i FROM n WHERE i % 1000000 = 0");
  add_thing(1);
  add(std::move(Batch().add(endless, {})), std::chrono::steady_clock::now() + Milliseconds(200));
  add_thing(2);
  run();
  EXPECT_EQ(codes(), (Codes{kGood, ErrorCode::kTimeout, kGood}));
  EXPECT_EQ(counters_.reruns, 1U);
  EXPECT_EQ(counters_.commits, 1U);
  EXPECT_EQ(ask("SELECT group_concat(id) FROM thing"), "1,2");
}

TEST_F(GroupTest, SaysThatTheDiskIsFullToWhoeverFillsIt) {
  ASSERT_TRUE(connection_->execute("PRAGMA max_page_count = 16", "test").has_value());
  static const Statement insert_text("test.insert_text", "INSERT INTO thing (id, name) VALUES ($1, $2)");
  add_thing(1);
  add(std::move(Batch().add(insert_text, {integer(2), text(std::string(1'000'000, 'x'))})));
  add_thing(3);
  run();
  EXPECT_EQ(codes(), (Codes{kGood, ErrorCode::kDiskFull, kGood}));
  EXPECT_EQ(ask("SELECT group_concat(id) FROM thing"), "1,3");
}

TEST_F(GroupTest, DoesNotRunAJobWhoseDeadlineHasPassed) {
  add_thing(1);
  add(std::move(Batch().add(insert_thing(), thing(2))), std::chrono::steady_clock::now() - Milliseconds(1));
  run();
  EXPECT_EQ(codes(), (Codes{kGood, ErrorCode::kTimeout}));
  EXPECT_EQ(ask("SELECT group_concat(id) FROM thing"), "1");
}

TEST_F(GroupTest, KeepsBodiesFromEndingTheGroupsTransaction) {
  for (const std::string sql :
       {"COMMIT", "ROLLBACK", "RELEASE narvi_job", "ROLLBACK TO narvi_job", "BEGIN", "END"}) {
    add(Database::Body([sql](Transaction& transaction) { return transaction.execute(sql); }));
  }
  add_thing(1);
  run();
  Codes expected(6, ErrorCode::kStatement);
  expected.push_back(kGood);
  EXPECT_EQ(codes(), expected);
  EXPECT_EQ(counters_.commits, 1U);
  EXPECT_EQ(counters_.reruns, 0U);
  EXPECT_EQ(ask("SELECT group_concat(id) FROM thing"), "1");
}

}  // namespace
}  // namespace narvi::database::sqlite
