#pragma once
// What every part of the conformance suite stands on: the fixture, its three tables in both dialects, and the
// statements that several parts use. An engine joins with
//
//   #include "database/conformance/suite.h"
//   INSTANTIATE_TEST_SUITE_P(Sqlite, Conformance, testing::Values(Maker{"wal", open_wal}), maker_name);
//
// in namespace narvi::database::conformance, in one source of its test program.

#include <gtest/gtest.h>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "database/database.h"
#include "io/loop.h"
#include "io/suspend.h"
#include "io/task.h"

namespace narvi::database::conformance {

/// How the suite gets an engine. Every call of `open` opens the same store, with `deadline` for every verb;
/// what is in the store from earlier tests does not matter.
struct Maker {
  std::string name;
  std::function<std::unique_ptr<Database>(Milliseconds deadline)> open;
};

inline void PrintTo(const Maker& maker, std::ostream* out) {
  *out << maker.name;
}

inline std::string maker_name(const testing::TestParamInfo<Maker>& info) {
  return info.param.name;
}

inline constexpr Milliseconds kPatient{
    30'000};  ///< nothing in the suite takes this long, even under sanitizers

/// The tables: one column for each type of Value; rows with a unique name and a check; parts whose reference
/// is checked when the transaction ends, as Django declares all of its references.
inline std::string schema(Engine engine) {
  const bool sqlite = engine == Engine::kSqlite;
  const std::string columns =
      sqlite ? "flag bool, whole bigint, ratio real, words text, moment datetime, span bigint, "
               "mark char(32), raw blob"
             : "flag boolean, whole bigint, ratio double precision, words text, "
               "moment timestamptz, span interval, mark uuid, raw bytea";
  return "DROP TABLE IF EXISTS conf_part; DROP TABLE IF EXISTS conf_item; DROP TABLE IF EXISTS conf_value;"
         "CREATE TABLE conf_value (id bigint NOT NULL PRIMARY KEY, " +
         columns +
         ");"
         "CREATE TABLE conf_item (id bigint NOT NULL PRIMARY KEY, owner bigint NOT NULL,"
         " name varchar(100) NOT NULL UNIQUE, score bigint NOT NULL CHECK (score >= 0));"
         "CREATE TABLE conf_part (id bigint NOT NULL PRIMARY KEY,"
         " item_id bigint NOT NULL REFERENCES conf_item (id) DEFERRABLE INITIALLY DEFERRED);";
}

inline const Statement& insert_item() {
  static const Statement statement("conformance.insert_item",
                                   "INSERT INTO conf_item (id, owner, name, score) VALUES ($1, $2, $3, $4)");
  return statement;
}
inline const Statement& insert_part() {
  static const Statement statement("conformance.insert_part",
                                   "INSERT INTO conf_part (id, item_id) VALUES ($1, $2)");
  return statement;
}
inline const Statement& add_score() {
  static const Statement statement("conformance.add_score",
                                   "UPDATE conf_item SET score = score + $1 WHERE id = $2");
  return statement;
}
inline const Statement& item_by_id() {
  static const Statement statement("conformance.item_by_id",
                                   "SELECT name, owner, score FROM conf_item WHERE id = $1");
  return statement;
}
inline const Statement& count_items() {
  static const Statement statement("conformance.count_items", "SELECT count(*) FROM conf_item");
  return statement;
}
inline const Statement& count_owned() {
  static const Statement statement("conformance.count_owned",
                                   "SELECT count(*) FROM conf_item WHERE owner = $1");
  return statement;
}
inline const Statement& wrong_statement() {
  static const Statement statement("conformance.wrong", "SELECT id FROM conf_no_such_table WHERE id = $1");
  return statement;
}

inline Params item(std::int64_t id, std::int64_t owner = 1, std::int64_t score = 0) {
  return {integer(id), integer(owner), text("item " + std::to_string(id)), integer(score)};
}

/// The error's code, or nothing if there is a value.
template <class T>
std::optional<ErrorCode> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}

/// Runs all tasks at once on one loop of this thread; their values in the same order.
template <class T>
std::vector<T> run_together(std::vector<io::Task<T>> tasks) {
  io::QueueLoop loop;
  std::vector<std::optional<T>> found(tasks.size());
  std::exception_ptr failure;
  std::size_t left = tasks.size();
  bool finished = tasks.empty();
  loop.post([&] {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      io::start(std::move(tasks[i]), [&, i](std::optional<T> value, std::exception_ptr thrown) {
        found[i] = std::move(value);
        failure = thrown ? thrown : failure;
        finished = --left == 0;
      });
    }
  });
  loop.run_until(finished);
  if (failure) {
    std::rethrow_exception(failure);
  }
  std::vector<T> values;
  for (std::optional<T>& value : found) {
    values.push_back(std::move(*value));
  }
  return values;
}

/// Runs `make(n)` for n in [0, threads * each): `each` tasks at once on each of `threads` loops.
template <class T>
std::vector<T> run_on_loops(int threads, int each, const std::function<io::Task<T>(int)>& make) {
  std::vector<std::vector<T>> found(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      std::vector<io::Task<T>> tasks;
      for (int i = 0; i < each; ++i) {
        tasks.push_back(make(thread * each + i));
      }
      found[static_cast<std::size_t>(thread)] = run_together<T>(std::move(tasks));
    });
  }
  std::vector<T> values;
  for (std::size_t thread = 0; thread < running.size(); ++thread) {
    running[thread].join();
    for (T& value : found[thread]) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

class Conformance : public testing::TestWithParam<Maker> {
 protected:
  void SetUp() override {
    database_ = GetParam().open(kPatient);
    ASSERT_NE(database_, nullptr);
    const Result<void> made = execute(schema(database_->engine()));
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  Database& database() { return *database_; }

  template <class T>
  static T run(io::Task<T> task) {
    return io::run_blocking(std::move(task));
  }

  /// Runs raw SQL in a transaction of its own.
  Result<void> execute(std::string sql) {
    return run(
        database().transact_erased([sql](Transaction& transaction) { return transaction.execute(sql); }));
  }

  Result<Outcome> write(const Statement& statement, Params params) {
    return run(database().write(statement, std::move(params)));
  }

  /// The first cell of the first row that a scan returns.
  std::int64_t number(const Statement& statement, Params params = {}) {
    const Result<Rows> rows = run(database().scan(statement, std::move(params)));
    EXPECT_TRUE(rows.has_value()) << rows.error().message;
    return rows && !rows->empty() ? rows->front().integer(0).value_or(-1) : -1;
  }

 private:
  std::unique_ptr<Database> database_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Conformance);

}  // namespace narvi::database::conformance
