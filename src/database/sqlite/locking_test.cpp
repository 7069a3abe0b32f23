// Sharing the file with another program: its locks are waited for within the deadline, and no longer.

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "database/sqlite/engine_test_support.h"

namespace narvi::database::sqlite {
namespace {

constexpr Milliseconds kShort{250};

Options journal_options(const TemporaryFile& file, Milliseconds deadline = Milliseconds(30'000)) {
  Options options = options_for(file, deadline);
  options.wal = Wal::kKeep;
  return options;
}

TEST(SqliteLocking, WaitsForAWriterThatGoes) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN IMMEDIATE; INSERT INTO thing (id) VALUES (1)"), SQLITE_OK);
  std::thread releasing([&] {
    await_condition([&] { return counters(*database).lock_waits > 0; });
    stranger.run("COMMIT");
  });
  const Result<Outcome> written = io::run_blocking(database->write(insert_thing(), thing(2)));
  releasing.join();
  EXPECT_TRUE(written.has_value()) << written.error().message;
  EXPECT_EQ(stranger.ask("SELECT group_concat(id) FROM thing"), "1,2");
}

TEST(SqliteLocking, AnswersBusyWhenAWriterStays) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file, kShort));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN IMMEDIATE"), SQLITE_OK);
  EXPECT_EQ(code_of(io::run_blocking(database->write(insert_thing(), thing(1)))), ErrorCode::kBusy);
  // Readers do not mind in WAL mode.
  EXPECT_TRUE(io::run_blocking(database->look_up(count_things(), {})).has_value());
  ASSERT_EQ(stranger.run("COMMIT"), SQLITE_OK);
  EXPECT_TRUE(io::run_blocking(database->write(insert_thing(), thing(2))).has_value());
  EXPECT_EQ(stranger.ask("SELECT group_concat(id) FROM thing"), "2")
      << "a write that was given up must not happen";
}

TEST(SqliteLocking, GivesUpEverythingQueuedBehindAWriterThatStays) {
  const TemporaryFile file(kThings);
  Options options = options_for(file, kShort);
  options.group_limit = 1;
  const auto database = open_engine(options);
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN IMMEDIATE"), SQLITE_OK);
  std::vector<io::Task<Result<Outcome>>> tasks;
  for (int id = 0; id < 5; ++id) {
    tasks.push_back(database->write(insert_thing(), thing(id)));
  }
  for (const Result<Outcome>& outcome : start_all(std::move(tasks), [] {})) {
    const auto code = code_of(outcome);
    EXPECT_TRUE(code == ErrorCode::kBusy || code == ErrorCode::kTimeout);
  }
  ASSERT_EQ(stranger.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(stranger.ask("SELECT count(*) FROM thing"), "0");
}

// Without WAL, COMMIT itself waits for readers.
TEST(SqliteLocking, WaitsForAReaderAtCommitWithoutWal) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(journal_options(file));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN; SELECT * FROM thing"), SQLITE_OK);
  std::thread releasing([&] {
    await_condition([&] { return counters(*database).lock_waits > 0; });
    stranger.run("COMMIT");
  });
  const Result<Outcome> written = io::run_blocking(database->write(insert_thing(), thing(1)));
  releasing.join();
  EXPECT_TRUE(written.has_value()) << written.error().message;
  EXPECT_EQ(stranger.ask("SELECT count(*) FROM thing"), "1");
}

TEST(SqliteLocking, GivesTheWholeGroupTheErrorOfItsCommit) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(journal_options(file, kShort));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN; SELECT * FROM thing"), SQLITE_OK);
  std::vector<io::Task<Result<Outcome>>> tasks;
  for (int id = 0; id < 3; ++id) {
    tasks.push_back(database->write(insert_thing(), thing(id)));
  }
  for (const Result<Outcome>& outcome : start_all(std::move(tasks), [] {})) {
    const auto code = code_of(outcome);
    EXPECT_TRUE(code == ErrorCode::kBusy || code == ErrorCode::kTimeout);
  }
  ASSERT_EQ(stranger.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(stranger.ask("SELECT count(*) FROM thing"), "0");
  EXPECT_TRUE(io::run_blocking(database->write(insert_thing(), thing(7))).has_value());
}

TEST(SqliteLocking, LooksUpAfterAnExclusiveLockHasGone) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(journal_options(file));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN EXCLUSIVE; INSERT INTO thing (id) VALUES (1)"), SQLITE_OK);
  std::vector<io::Task<Result<Rows>>> tasks;
  tasks.push_back(database->look_up(count_things(), {}));
  const auto rows = start_all(std::move(tasks), [&] { stranger.run("COMMIT"); });
  ASSERT_TRUE(rows[0].has_value()) << rows[0].error().message;
  EXPECT_EQ(rows[0]->front().integer(0), 1);
}

TEST(SqliteLocking, AnswersReadsBusyWhenAnExclusiveLockStays) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(journal_options(file, kShort));
  Stranger stranger(file.path());
  ASSERT_EQ(stranger.run("BEGIN EXCLUSIVE"), SQLITE_OK);
  EXPECT_EQ(code_of(io::run_blocking(database->look_up(count_things(), {}))), ErrorCode::kBusy);
  EXPECT_EQ(code_of(io::run_blocking(database->scan(count_things(), {}))), ErrorCode::kBusy);
  const Health health = io::run_blocking(database->ping());
  EXPECT_FALSE(health.reachable);
  EXPECT_NE(health.detail, "");
  ASSERT_EQ(stranger.run("COMMIT"), SQLITE_OK);
  EXPECT_TRUE(io::run_blocking(database->ping()).reachable);
}

TEST(SqliteLocking, SeesWhatOthersWriteAndChange) {
  const TemporaryFile file(kThings);
  const auto database = open_engine(options_for(file));
  Stranger stranger(file.path());
  ASSERT_TRUE(io::run_blocking(database->write(insert_thing(), thing(1))).has_value());
  ASSERT_EQ(io::run_blocking(database->look_up(count_things(), {}))->front().integer(0), 1);
  ASSERT_EQ(stranger.run("INSERT INTO thing (id) VALUES (2); ALTER TABLE thing ADD COLUMN extra text"),
            SQLITE_OK);
  EXPECT_EQ(io::run_blocking(database->look_up(count_things(), {}))->front().integer(0), 2);
  EXPECT_TRUE(io::run_blocking(database->write(insert_thing(), thing(3))).has_value());
}

}  // namespace
}  // namespace narvi::database::sqlite
