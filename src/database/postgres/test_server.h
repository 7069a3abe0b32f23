#pragma once
// What the tests of this engine share: one cluster for the program, and short ways to open and ask.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "database/postgres/postgres.h"
#include "database/testbed/pg_cluster.h"
#include "io/suspend.h"

namespace narvi::database::postgres {

/// The program's cluster, started when first asked for and stopped at exit.
inline testbed::PgCluster& cluster() {
  static testbed::PgCluster instance;
  return instance;
}

/// Patient: tests of deadlines set their own.
inline Options options_for(const std::string& url) {
  Options options;
  options.url = SecretText(url);
  options.deadline = std::chrono::seconds(30);
  return options;
}

inline std::unique_ptr<Database> open_or_fail(Options options, std::vector<io::AsioLoop*> loops = {}) {
  auto opened = open(std::move(options), std::move(loops));
  EXPECT_TRUE(opened.has_value()) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

template <class T>
T run(io::Task<T> task) {
  return io::run_blocking(std::move(task));
}

/// Starts `make()` on a thread of its own and runs it to its end there.
template <class Make>
auto in_background(Make make) {
  return std::async(std::launch::async,
                    [make = std::move(make)]() mutable { return io::run_blocking(make()); });
}

/// Runs `count` tasks at once on one loop of this thread; their values in order.
template <class T>
std::vector<T> run_together(int count, const std::function<io::Task<T>(int)>& make) {
  io::QueueLoop loop;
  std::vector<std::optional<T>> found(static_cast<std::size_t>(count));
  int left = count;
  bool finished = count == 0;
  loop.post([&] {
    for (int i = 0; i < count; ++i) {
      io::start(make(i), [&, i](std::optional<T> value, const std::exception_ptr&) {
        found[static_cast<std::size_t>(i)] = std::move(value);
        finished = --left == 0;
      });
    }
  });
  loop.run_until(finished);
  std::vector<T> values;
  for (std::optional<T>& value : found) {
    values.push_back(std::move(*value));
  }
  return values;
}

/// Waits until `condition` holds; false if it never does.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 4000; ++i) {
    if (condition()) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

/// The error's code, or nothing if there is a value.
template <class T>
std::optional<ErrorCode> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}

/// Whether our sessions in `database` run a statement that contains `words` now, `count` times.
inline bool runs_now(const std::string& database, const std::string& words, int count = 1) {
  return cluster().execute(
             "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'narvi' AND datname = '" +
                 database + "' AND state = 'active' AND query LIKE '%" + words + "%'",
             "postgres") == std::to_string(count);
}

inline const Statement& one() {
  static const Statement statement("test.one", "SELECT $1::bigint + 1");
  return statement;
}
inline const Statement& nap() {
  static const Statement statement("test.nap", "SELECT pg_sleep($1::float8)");
  return statement;
}
inline Params seconds(double length) {
  return {Value(length)};
}

}  // namespace narvi::database::postgres
