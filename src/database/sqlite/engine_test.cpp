// The engine with its threads: grouping, limits of the queue, checkpoints, what readers may do, the stored
// forms.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "database/sqlite/engine_test_support.h"
#include "database/sqlite/explain.h"

namespace narvi::database::sqlite {
namespace {

using Outcomes = std::vector<Result<Outcome>>;

std::vector<io::Task<Result<Outcome>>> insertions(Database& database, int count) {
  std::vector<io::Task<Result<Outcome>>> tasks;
  for (int id = 0; id < count; ++id) {
    tasks.push_back(database.write(insert_thing(), thing(id)));
  }
  return tasks;
}

TEST(SqliteEngine, CommitsWhatIsQueuedTogether) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN IMMEDIATE"), SQLITE_OK);
  const Outcomes outcomes = start_all(insertions(*database, 64), [&] { stranger.run("COMMIT"); });
  for (const Result<Outcome>& outcome : outcomes) {
    EXPECT_TRUE(outcome.has_value()) << outcome.error().message;
  }
  const Counters counted = counters(*database);
  EXPECT_EQ(counted.jobs, 64U);
  // While the stranger held the lock, the writer had taken one group and the rest was queued.
  EXPECT_LE(counted.commits, 2U);
  EXPECT_EQ(stranger.ask("SELECT count(*) FROM thing"), "64");
}

TEST(SqliteEngine, CommitsNoMoreTogetherThanTheLimit) {
  const TemporaryFile file(kThings);
  Options options = options_for(file);
  options.group_limit = 4;
  const auto database = open_engine(options);
  start_all(insertions(*database, 64), [] {});
  EXPECT_GE(counters(*database).commits, 16U);
}

TEST(SqliteEngine, AnswersBusyWhenTheQueueIsFull) {
  const TemporaryFile file(kThings);
  Options options = options_for(file);
  options.queue_limit = 4;
  options.group_limit = 1;
  const auto database = open_engine(options);
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN IMMEDIATE"), SQLITE_OK);
  const Outcomes outcomes = start_all(insertions(*database, 10), [&] { stranger.run("COMMIT"); });
  int refused = 0;
  for (const Result<Outcome>& outcome : outcomes) {
    refused += outcome ? 0 : 1;
    EXPECT_TRUE(outcome || outcome.error().code == ErrorCode::kBusy) << outcome.error().message;
  }
  EXPECT_GE(refused, 5);  // four wait and one is with the writer
  EXPECT_EQ(stranger.ask("SELECT count(*) FROM thing"), std::to_string(10 - refused));
}

TEST(SqliteEngine, DoesWhatIsQueuedBeforeItCloses) {
  const TemporaryFile file(kThings);
  auto database = open_engine(options_for(file));
  const Outcomes outcomes = start_all(insertions(*database, 50), [&] { database.reset(); });
  for (const Result<Outcome>& outcome : outcomes) {
    EXPECT_TRUE(outcome.has_value()) << outcome.error().message;
  }
  EXPECT_EQ(Stranger(file.path()).ask("SELECT count(*) FROM thing"), "50");
  EXPECT_FALSE(std::filesystem::exists(file.path() + "-wal")) << "the last connection clears the WAL away";
}

TEST(SqliteEngine, CopiesTheWalIntoTheFileWhenIdle) {
  const TemporaryFile file(kThings);
  Options options = options_for(file);
  options.checkpoint_pages = 1;
  const auto database = open_engine(options);
  ASSERT_TRUE(io::run_blocking(database->write(insert_thing(), thing(1))).has_value());
  await_condition([&] { return counters(*database).checkpoints > 0; });
  EXPECT_EQ(Stranger(file.path()).ask("SELECT count(*) FROM thing"), "1");
}

TEST(SqliteEngine, RefusesReadsThatWrite) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file));
  static const Statement sneaky("test.sneaky", "INSERT INTO thing (id) VALUES ($1) RETURNING id");
  EXPECT_EQ(code_of(io::run_blocking(database->look_up(sneaky, {integer(1)}))), ErrorCode::kStatement);
  EXPECT_EQ(code_of(io::run_blocking(database->scan(sneaky, {integer(1)}))), ErrorCode::kStatement);
  EXPECT_EQ(io::run_blocking(database->scan(count_things(), {}))->front().integer(0), 0);
}

TEST(SqliteEngine, RefusesTwoStatementsInOne) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file));
  static const Statement two("test.two", "DELETE FROM thing; DELETE FROM thing");
  static const Statement none("test.none", " -- nothing");
  EXPECT_EQ(code_of(io::run_blocking(database->write(two, {}))), ErrorCode::kStatement);
  EXPECT_EQ(code_of(io::run_blocking(database->write(none, {}))), ErrorCode::kStatement);
}

TEST(SqliteEngine, StoresValuesAsDjangoDoes) {
  const TemporaryFile file(
      "CREATE TABLE kept (b bool, i integer, r real, t text, d datetime, f datetime, l bigint,"
      " u char(32), x blob)");
  const auto database = open_engine(options_for(file));
  static const Statement keep("test.keep", "INSERT INTO kept VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
  Uuid uuid;
  uuid.bytes[15] = std::byte{0xAB};
  const Instant moment{Seconds(1'700'000'000)};
  Params params{Value(true),
                integer(-5),
                Value(0.5),
                text("a"),
                Value(moment),
                Value(moment + Microseconds(1)),
                Value(Duration{Milliseconds(-1500)}),
                Value(uuid),
                Value(Bytes{std::string("\0\xff", 2)})};
  ASSERT_TRUE(io::run_blocking(database->write(keep, std::move(params))).has_value());
  EXPECT_EQ(Stranger(file.path())
                .ask("SELECT quote(b)||' '||quote(i)||' '||quote(r)||' '||quote(t)||' '||quote(d)||' "
                     "'||quote(f)||' '||"
                     "quote(l)||' '||quote(u)||' '||quote(x) FROM kept"),
            "1 -5 0.5 'a' '2023-11-14 22:13:20' '2023-11-14 22:13:20.000001' -1500000 "
            "'000000000000000000000000000000ab' X'00FF'");
}

TEST(SqliteEngine, RefusesNotANumber) {
  const TemporaryFile file("CREATE TABLE kept (r real)");
  const auto database = open_engine(options_for(file));
  static const Statement keep("test.keep_real", "INSERT INTO kept VALUES ($1)");
  EXPECT_EQ(code_of(io::run_blocking(database->write(keep, {Value(std::nan(""))}))),
            ErrorCode::kRejectedValue);
}

TEST(SqliteExplain, TellsSearchesFromScans) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file));
  const struct {
    std::string sql;
    bool uses_index;
  } cases[] = {
      {"SELECT name FROM thing WHERE id = $1", true},
      {"SELECT id FROM thing WHERE name = $1", true},
      {"SELECT t.name FROM thing t WHERE t.name = $2 AND t.id = $1", true},
      {"SELECT 1", true},
      {"SELECT id FROM thing WHERE name LIKE $1", false},
      {"SELECT thing_id FROM part WHERE thing_id = $1", false},
      {"SELECT t.id FROM thing t JOIN part p ON p.thing_id = t.id WHERE t.id = $1", false},
      {"SELECT id FROM thing WHERE id > $1 ORDER BY name || 'x'", false},
  };
  for (const auto& one : cases) {
    const Statement statement("test.explained", one.sql);
    const Result<bool> found = io::run_blocking(explain_uses_index(*database, statement));
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(*found, one.uses_index) << one.sql << "\n" << *io::run_blocking(explain(*database, statement));
  }
  const Statement wrong("test.wrong", "SELECT id FROM nowhere");
  EXPECT_EQ(code_of(io::run_blocking(explain_uses_index(*database, wrong))), ErrorCode::kStatement);
}

}  // namespace
}  // namespace narvi::database::sqlite
