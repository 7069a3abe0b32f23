#pragma once
// Many tasks on several loops: nothing is lost, limits hold, and an answered write is seen by every later
// read.

#include <algorithm>
#include <string>
#include <vector>

#include "database/conformance/support.h"

namespace narvi::database::conformance {

inline constexpr int kLoops = 4;
inline constexpr int kEach = 16;

/// Inserts an item for `owner` unless the owner has `limit` already: the shape of every per-user limit.
inline io::Task<Result<void>> insert_within_limit(Transaction& transaction, std::int64_t id,
                                                  std::int64_t owner, std::int64_t limit) {
  const Result<void> locked = co_await transaction.lock("conformance.items", std::to_string(owner));
  if (!locked) {
    co_return locked;
  }
  const Result<Outcome> counted = co_await transaction.run(count_owned(), {integer(owner)});
  if (!counted) {
    co_return tl::unexpected<Error>(counted.error());
  }
  if (counted->rows.front().integer(0).value_or(limit) >= limit) {
    co_return fail(ErrorCode::kRejectedValue, "limit reached");
  }
  const Result<Outcome> inserted = co_await transaction.run(insert_item(), item(id, owner));
  if (!inserted) {
    co_return tl::unexpected<Error>(inserted.error());
  }
  co_return Result<void>();
}

/// Reads the score and writes it back one higher: loses updates unless transactions are serialised by `lock`.
inline io::Task<Result<void>> read_and_raise(Transaction& transaction) {
  const Result<void> locked = co_await transaction.lock("conformance.score", "1");
  if (!locked) {
    co_return locked;
  }
  const Result<Outcome> read = co_await transaction.run(item_by_id(), {integer(1)});
  if (!read) {
    co_return tl::unexpected<Error>(read.error());
  }
  static const Statement set_score("conformance.set_score", "UPDATE conf_item SET score = $2 WHERE id = $1");
  const std::int64_t next = read->rows.front().integer(2).value_or(0) + 1;
  const Result<Outcome> written = co_await transaction.run(set_score, {integer(1), integer(next)});
  if (!written) {
    co_return tl::unexpected<Error>(written.error());
  }
  co_return Result<void>();
}

/// Writes, then looks the row up: what was acknowledged must be there.
inline io::Task<Result<std::int64_t>> write_then_look_up(Database& database, std::int64_t id) {
  const Result<Outcome> written = co_await database.write(insert_item(), item(id, 1, id));
  if (!written) {
    co_return tl::unexpected<Error>(written.error());
  }
  const Result<Rows> rows = co_await database.look_up(item_by_id(), {integer(id)});
  if (!rows) {
    co_return tl::unexpected<Error>(rows.error());
  }
  co_return rows->empty() ? -1 : rows->front().integer(2).value_or(-1);
}

TEST_P(Conformance, LosesNoneOfManyConcurrentWrites) {
  const auto found = run_on_loops<Result<std::int64_t>>(
      kLoops, kEach, [this](int n) { return write_then_look_up(database(), n); });
  ASSERT_EQ(found.size(), 64U);
  for (std::size_t n = 0; n < found.size(); ++n) {
    ASSERT_TRUE(found[n].has_value()) << found[n].error().message;
    EXPECT_EQ(*found[n], static_cast<std::int64_t>(n)) << "a write was answered before it could be seen";
  }
  EXPECT_EQ(number(count_items()), 64);
}

TEST_P(Conformance, AddsUpConcurrentUpdates) {
  ASSERT_TRUE(write(insert_item(), item(1)).has_value());
  const auto found = run_on_loops<Result<Outcome>>(kLoops, kEach, [this](int n) {
    return database().write(add_score(), {integer(n), integer(1)});
  });
  for (const Result<Outcome>& outcome : found) {
    ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  }
  EXPECT_EQ(run(database().look_up(item_by_id(), {integer(1)}))->front().integer(2), 63 * 64 / 2);
}

TEST_P(Conformance, SerialisesTransactionsThatTakeTheSameLock) {
  ASSERT_TRUE(write(insert_item(), item(1)).has_value());
  const auto found = run_on_loops<Result<void>>(
      kLoops, kEach, [this](int) { return database().transact_erased(read_and_raise); });
  for (const Result<void>& done : found) {
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  EXPECT_EQ(run(database().look_up(item_by_id(), {integer(1)}))->front().integer(2), 64);
}

TEST_P(Conformance, HoldsAPerUserLimitUnderConcurrency) {
  constexpr std::int64_t kLimit = 10;
  const auto found = run_on_loops<Result<void>>(kLoops, kEach, [this](int n) {
    const std::int64_t owner = n % 2;
    return database().transact_erased(
        [n, owner](Transaction& transaction) { return insert_within_limit(transaction, n, owner, kLimit); });
  });
  const auto kept =
      std::count_if(found.begin(), found.end(), [](const Result<void>& done) { return done.has_value(); });
  EXPECT_EQ(kept, 2 * kLimit);
  for (const Result<void>& done : found) {
    if (!done) {
      EXPECT_EQ(done.error().message, "limit reached");
    }
  }
  EXPECT_EQ(number(count_owned(), {integer(0)}), kLimit);
  EXPECT_EQ(number(count_owned(), {integer(1)}), kLimit);
}

TEST_P(Conformance, LetsExactlyOneOfManyWinAUniqueName) {
  const auto found = run_on_loops<Result<Outcome>>(kLoops, kEach, [this](int n) {
    return database().write(insert_item(), {integer(n), integer(1), text("the one"), integer(0)});
  });
  int won = 0;
  for (const Result<Outcome>& outcome : found) {
    won += outcome.has_value() ? 1 : 0;
    EXPECT_TRUE(outcome || outcome.error().code == ErrorCode::kUniqueViolation) << outcome.error().message;
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(number(count_items()), 1);
}

TEST_P(Conformance, ShowsReadersWholeBatchesOnly) {
  static const Statement insert_pair("conformance.insert_pair",
                                     "INSERT INTO conf_item (id, owner, name, score) VALUES ($1, 1, $2, 0)");
  const auto found =
      run_on_loops<Result<std::int64_t>>(kLoops, kEach, [this](int n) -> io::Task<Result<std::int64_t>> {
        // The closure outlives its tasks: run_on_loops joins before it returns.
        if (n % 2 == 0) {
          Batch batch;
          batch.add(insert_pair, {integer(2 * n), text("a" + std::to_string(n))});
          batch.add(insert_pair, {integer(2 * n + 1), text("b" + std::to_string(n))});
          const Result<std::vector<Outcome>> done = co_await database().run(std::move(batch));
          co_return done ? Result<std::int64_t>(0) : tl::unexpected<Error>(done.error());
        }
        const Result<Rows> rows = co_await database().scan(count_items(), {});
        if (!rows) {
          co_return tl::unexpected<Error>(rows.error());
        }
        co_return rows->front().integer(0).value_or(-1);
      });
  for (const Result<std::int64_t>& count : found) {
    ASSERT_TRUE(count.has_value()) << count.error().message;
    EXPECT_EQ(*count % 2, 0) << "a reader saw half a batch";
  }
  EXPECT_EQ(number(count_items()), 64);
}

}  // namespace narvi::database::conformance
