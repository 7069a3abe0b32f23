#pragma once
// What the tests of this engine share: opening, a table, waiting for a condition, and tasks that wait
// together.

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "database/database.h"
#include "database/sqlite/sqlite.h"
#include "database/sqlite/temporary_file.h"
#include "io/loop.h"
#include "io/suspend.h"

namespace narvi::database::sqlite {

inline constexpr const char* kThings =
    "CREATE TABLE thing (id integer NOT NULL PRIMARY KEY, name text UNIQUE);"
    "CREATE TABLE part (thing_id integer NOT NULL REFERENCES thing (id)"
    " DEFERRABLE INITIALLY DEFERRED);";

inline const Statement& insert_thing() {
  static const Statement statement("test.insert_thing", "INSERT INTO thing (id, name) VALUES ($1, $2)");
  return statement;
}
inline const Statement& insert_part() {
  static const Statement statement("test.insert_part", "INSERT INTO part (thing_id) VALUES ($1)");
  return statement;
}
inline const Statement& count_things() {
  static const Statement statement("test.count_things", "SELECT count(*) FROM thing");
  return statement;
}

inline Params thing(std::int64_t id) {
  return {integer(id), text("thing " + std::to_string(id))};
}

/// An engine on `options.path`, which must open.
inline std::unique_ptr<Database> open_engine(const Options& options) {
  auto opened = open(options);
  if (!opened) {
    throw std::runtime_error(opened.error().message);
  }
  return std::move(*opened);
}

inline Options options_for(const TemporaryFile& file, Milliseconds deadline = Milliseconds(30'000)) {
  Options options;
  options.path = file.path();
  options.deadline = deadline;
  return options;
}

/// Waits until `holds`; a condition that never holds is ended by the test runner's own limit.
inline void await_condition(const std::function<bool()>& holds) {
  while (!holds()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

template <class T>
std::optional<ErrorCode> code_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}

/// Starts `tasks` in order on one loop, calls `then` when all wait, and returns their values once all have
/// ended.
template <class T>
std::vector<T> start_all(std::vector<io::Task<T>> tasks, std::function<void()> then) {
  io::QueueLoop loop;
  std::vector<std::optional<T>> found(tasks.size());
  std::size_t left = tasks.size();
  bool finished = false;
  loop.post([&] {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      io::start(std::move(tasks[i]), [&, i](std::optional<T> value, std::exception_ptr) {
        found[i] = std::move(value);
        finished = --left == 0;
      });
    }
    then();
  });
  loop.run_until(finished);
  std::vector<T> values;
  for (std::optional<T>& value : found) {
    values.push_back(std::move(value.value()));
  }
  return values;
}

}  // namespace narvi::database::sqlite
