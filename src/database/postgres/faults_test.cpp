// What happens when the server goes, forgets, refuses, or takes too long.

#include <boost/asio/io_context.hpp>

#include "database/postgres/test_server.h"

namespace narvi::database::postgres {
namespace {

io::Task<Result<void>> nap_inside(Transaction& transaction, double length) {
  const Result<Outcome> napped = co_await transaction.run(nap(), seconds(length));
  co_return napped ? Result<void>() : tl::unexpected<Error>(napped.error());
}

Database::Body napping(double length) {
  return [length](Transaction& transaction) { return nap_inside(transaction, length); };
}

class Faults : public ::testing::Test {
 protected:
  Faults() : name_(cluster().create_database()), url_(cluster().url(name_)) {}

  static bool works(Database& database) {
    const Result<Rows> rows = run(database.look_up(one(), {integer(1)}));
    const Result<void> done = run(database.transact_erased(napping(0)));
    return rows.has_value() && done.has_value();
  }

  std::string name_;
  std::string url_;
};

TEST_F(Faults, ComesBackByItselfAfterARestartOfTheServer) {
  const auto database = open_or_fail(options_for(url_));
  ASSERT_TRUE(works(*database));
  auto look_up = in_background([&] { return database->look_up(nap(), seconds(60)); });
  auto scan = in_background([&] { return database->scan(nap(), seconds(60)); });
  auto write = in_background([&] { return database->write(nap(), seconds(60)); });
  auto transact = in_background([&] { return database->transact_erased(napping(60)); });
  ASSERT_TRUE(eventually([&] { return runs_now(name_, "pg_sleep", 4); }));
  cluster().stop(testbed::PgCluster::Stop::kImmediate);
  EXPECT_EQ(code_of(look_up.get()), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(scan.get()), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(write.get()), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(transact.get()), ErrorCode::kUnavailable);

  EXPECT_EQ(code_of(run(database->look_up(one(), {integer(1)}))), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(run(database->scan(one(), {integer(1)}))), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(run(database->transact_erased(napping(0)))), ErrorCode::kUnavailable);
  const Health health = run(database->ping());
  EXPECT_FALSE(health.reachable);
  EXPECT_NE(health.detail, "");

  cluster().start();
  EXPECT_TRUE(eventually([&] { return works(*database); }));
}

TEST_F(Faults, OpensWithoutAServerIfAskedTo) {
  cluster().stop();
  Options options = options_for(url_);
  const auto refused = open(options_for(url_));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  options.wait = false;
  const auto database = open_or_fail(std::move(options));
  EXPECT_FALSE(run(database->ping()).reachable);
  cluster().start();
  EXPECT_TRUE(eventually([&] { return run(database->ping()).reachable; }));
  EXPECT_TRUE(eventually([&] { return works(*database); }));
}

TEST_F(Faults, SurvivesTheEndOfItsSessions) {
  const auto database = open_or_fail(options_for(url_));
  auto scan = in_background([&] { return database->scan(nap(), seconds(60)); });
  ASSERT_TRUE(eventually([&] { return runs_now(name_, "pg_sleep"); }));
  cluster().execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'",
                    "postgres");
  EXPECT_EQ(code_of(scan.get()), ErrorCode::kUnavailable);
  EXPECT_TRUE(eventually([&] { return works(*database); }));
}

TEST_F(Faults, PreparesAgainWhatTheServerForgot) {
  Options options = options_for(url_);
  options.readers = 1;
  options.reserved = 1;
  const auto database = open_or_fail(std::move(options));
  static const Statement forget("test.forget", "DEALLOCATE ALL");
  ASSERT_TRUE(works(*database));
  ASSERT_TRUE(run(database->look_up(forget, {})));
  const auto found =
      run_together<Result<Rows>>(20, [&](int n) { return database->look_up(one(), {integer(n)}); });
  for (const Result<Rows>& rows : found) {
    EXPECT_TRUE(rows) << rows.error().message;
  }
  ASSERT_TRUE(run(database->scan(one(), {integer(1)})));
  const auto forget_all = [](Transaction& transaction) { return transaction.execute("DEALLOCATE ALL"); };
  EXPECT_TRUE(eventually([&] { return run(database->transact_erased(forget_all)).has_value(); }));
  ASSERT_TRUE(run(database->scan(one(), {integer(1)})));
  ASSERT_TRUE(run(database->transact_erased(forget_all)));
  const Result<void> done = run(database->transact_erased(napping(0)));
  EXPECT_TRUE(done) << done.error().message;
}

TEST_F(Faults, PreparesAgainWhenColumnsChanged) {
  Options options = options_for(url_);
  options.readers = 1;
  options.reserved = 1;
  const auto database = open_or_fail(std::move(options));
  cluster().execute("CREATE TABLE wide (id bigint)", name_);
  static const Statement all("test.all_columns", "SELECT * FROM wide WHERE id = $1");
  ASSERT_TRUE(run(database->look_up(all, {integer(1)})));
  ASSERT_TRUE(run(database->scan(all, {integer(1)})));
  cluster().execute("ALTER TABLE wide ADD COLUMN more text", name_);
  const Result<Rows> looked_up = run(database->look_up(all, {integer(1)}));
  EXPECT_TRUE(looked_up) << looked_up.error().message;
  const Result<Rows> scanned = run(database->scan(all, {integer(1)}));
  EXPECT_TRUE(scanned) << scanned.error().message;
}

TEST_F(Faults, CancelsAtTheDeadlineAndSparesTheNeighbours) {
  Options options = options_for(url_);
  options.readers = 1;
  options.deadline = std::chrono::milliseconds(1000);
  const auto database = open_or_fail(std::move(options));
  const auto patient = open_or_fail(options_for(url_));
  EXPECT_EQ(code_of(run(database->look_up(nap(), seconds(60)))), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(run(database->scan(nap(), seconds(60)))), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(run(database->transact_erased(napping(60)))), ErrorCode::kTimeout);
  EXPECT_TRUE(eventually([&] { return runs_now(name_, "pg_sleep", 0); }));
  EXPECT_TRUE(eventually([&] { return works(*database); }));
  EXPECT_TRUE(works(*patient));
}

// The guard on the server's side works when ours cannot: if this process is stopped in the middle.
TEST_F(Faults, TellsTheServerItsDeadline) {
  Options options = options_for(url_);
  options.deadline = std::chrono::milliseconds(1234);
  const auto database = open_or_fail(std::move(options));
  static const Statement settings(
      "test.settings",
      "SELECT current_setting('statement_timeout'), current_setting('TimeZone'),"
      " current_setting('DateStyle'), current_setting('IntervalStyle'),"
      " current_setting('client_encoding'), current_setting('application_name'),"
      " current_setting('bytea_output'), current_setting('transaction_isolation')");
  const std::vector<std::string> expected{"1234ms", "UTC",   "ISO, YMD", "postgres",
                                          "UTF8",   "narvi", "hex",      "read committed"};
  for (const Result<Rows>& rows : {run(database->look_up(settings, {})), run(database->scan(settings, {}))}) {
    ASSERT_TRUE(rows) << rows.error().message;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(rows->front().text(i), expected[i]);
    }
  }
}

TEST_F(Faults, WaitsForAReservedConnectionOnlyUntilTheDeadline) {
  Options options = options_for(url_);
  options.reserved = 1;
  options.queue = 2;
  options.deadline = std::chrono::milliseconds(1000);
  const auto database = open_or_fail(std::move(options));
  auto first = in_background([&] { return database->transact_erased(napping(60)); });
  ASSERT_TRUE(eventually([&] { return runs_now(name_, "pg_sleep"); }));
  const auto found = run_together<Result<Rows>>(3, [&](int) { return database->scan(nap(), seconds(60)); });
  EXPECT_EQ(code_of(found[0]), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(found[1]), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(found[2]), ErrorCode::kUnavailable);  // two may wait
  EXPECT_EQ(code_of(first.get()), ErrorCode::kTimeout);
  EXPECT_TRUE(eventually([&] { return works(*database); }));
}

io::Task<Result<void>> lock_both(Transaction& transaction, std::string first, std::string second) {
  Result<void> locked = co_await transaction.lock("test", first);
  if (!locked) {
    co_return locked;
  }
  const Result<Outcome> napped = co_await transaction.run(nap(), seconds(1));
  if (!napped) {
    co_return tl::unexpected<Error>(napped.error());
  }
  co_return co_await transaction.lock("test", second);
}

TEST_F(Faults, RunsTheLoserOfADeadlockAgain) {
  const auto database = open_or_fail(options_for(url_));
  run_together<Result<Rows>>(
      2, [&](int) { return database->scan(nap(), seconds(0.1)); });  // two connections are there
  int runs = 0;
  const auto found = run_together<Result<void>>(2, [&](int n) {
    return database->transact_erased([n, &runs](Transaction& transaction) {
      ++runs;  // both run on the engine's one thread
      return lock_both(transaction, n == 0 ? "a" : "b", n == 0 ? "b" : "a");
    });
  });
  EXPECT_TRUE(found[0]) << found[0].error().message;
  EXPECT_TRUE(found[1]) << found[1].error().message;
  EXPECT_EQ(runs, 3);
}

TEST_F(Faults, EndsWithOperationsInFlight) {
  auto database = open_or_fail(options_for(url_));
  auto look_up = in_background([&] { return database->look_up(nap(), seconds(60)); });
  auto scan = in_background([&] { return database->scan(nap(), seconds(60)); });
  auto transact = in_background([&] { return database->transact_erased(napping(60)); });
  ASSERT_TRUE(eventually([&] { return runs_now(name_, "pg_sleep", 3); }));
  database.reset();
  EXPECT_EQ(code_of(look_up.get()), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(scan.get()), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(transact.get()), ErrorCode::kUnavailable);
  EXPECT_TRUE(eventually([&] {
    return cluster().execute("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + name_ +
                                 "' AND query NOT LIKE '%pg_sleep%'",
                             "postgres") == "0";
  }));
}

TEST_F(Faults, EndsBeforeItHasConnected) {
  Options options = options_for(url_);
  options.wait = false;
  auto database = open_or_fail(std::move(options));
  auto look_up = in_background([&] { return database->look_up(nap(), seconds(60)); });
  look_up.wait_for(std::chrono::milliseconds(1));
  EXPECT_TRUE(eventually([&] { return runs_now(name_, "pg_sleep"); }));
  database.reset();
  EXPECT_EQ(code_of(look_up.get()), ErrorCode::kUnavailable);
}

TEST_F(Faults, ADatabaseThatDoesNotExistIsUnavailable) {
  const auto opened = open(options_for(cluster().url("no_such_database")));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(opened.error().message.find("no_such_database"), std::string::npos);
}

TEST_F(Faults, NeverShowsThePassword) {
  const std::vector<std::string> urls{
      "postgresql://u:Sw0rdfish@127.0.0.1:1/x",
      "postgresql://u:Sw0rdfish@[::1/x",
      "postgresql://u:Sw0rdfish%zz@127.0.0.1/x",
      "host=127.0.0.1 port=1 password=Sw0rdfish nonsense",
      "host=127.0.0.1 port=1 password=Sw0rdfish user=Sw0rdfish dbname=Sw0rdfish",
      "postgresql://Sw0rdfish:Sw0rdfish@127.0.0.1:" + std::to_string(cluster().port()) + "/Sw0rdfish",
  };
  for (const std::string& url : urls) {
    const auto opened = open(options_for(url));
    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().message.find("Sw0rdfish"), std::string::npos) << opened.error().message;
    EXPECT_NE(opened.error().message, "");
  }
}

}  // namespace
}  // namespace narvi::database::postgres
