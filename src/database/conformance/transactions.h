#pragma once
// transact: commit on a value, roll back on an error or an exception, and the rule for a body that goes on
// after a statement failed.

#include <memory>
#include <stdexcept>
#include <string>

#include "database/conformance/support.h"

namespace narvi::database::conformance {

inline io::Task<Result<void>> insert_then_fail(Transaction& transaction) {
  const Result<Outcome> done = co_await transaction.run(insert_item(), item(1));
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  co_return fail(ErrorCode::kRejectedValue, "the body says no");
}

inline io::Task<Result<void>> insert_then_throw(Transaction& transaction) {
  const Result<Outcome> done = co_await transaction.run(insert_item(), item(1));
  throw std::runtime_error(done ? "a bug in the body" : "the insert failed");
}

/// Inserts two rows and returns the score of the first as the transaction sees it.
inline io::Task<Result<std::int64_t>> insert_and_read(Transaction& transaction, std::int64_t score) {
  Result<Outcome> done = co_await transaction.run(insert_item(), item(1, 1, score));
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  done = co_await transaction.run(insert_item(), item(2, 1, score));
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  done = co_await transaction.run(item_by_id(), {integer(1)});
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  co_return done->rows.front().integer(2).value_or(-1);
}

/// Meets a duplicate and goes on as if nothing had happened.
inline io::Task<Result<void>> insert_twice_and_ignore(Transaction& transaction) {
  const Result<Outcome> first = co_await transaction.run(insert_item(), item(1));
  const Result<Outcome> second = co_await transaction.run(insert_item(), item(1));
  EXPECT_TRUE(first.has_value());
  EXPECT_EQ(code_of(second), ErrorCode::kUniqueViolation);
  const Result<Outcome> third = co_await transaction.run(insert_item(), item(2));
  EXPECT_FALSE(third.has_value());
  co_return Result<void>();
}

inline io::Task<Result<void>> insert_dangling_part(Transaction& transaction) {
  const Result<Outcome> done = co_await transaction.run(insert_part(), {integer(1), integer(404)});
  EXPECT_TRUE(done.has_value()) << "references are checked at the end";
  co_return Result<void>();
}

inline io::Task<Result<void>> execute_two(Transaction& transaction, std::string first, std::string second) {
  Result<void> done = co_await transaction.execute(std::move(first));
  if (!done) {
    co_return done;
  }
  co_return co_await transaction.execute(std::move(second));
}

TEST_P(Conformance, CommitsAndReturnsTheValueOfTheBody) {
  const auto score = std::make_shared<std::int64_t>(42);  // bodies may own things
  const Result<std::int64_t> seen = run(database().transact<std::int64_t>(
      [score](Transaction& transaction) { return insert_and_read(transaction, *score); }));
  ASSERT_TRUE(seen.has_value()) << seen.error().message;
  EXPECT_EQ(*seen, 42);
  EXPECT_EQ(number(count_items()), 2);
}

TEST_P(Conformance, CommitsABodyThatDoesNothing) {
  const Result<std::string> value = run(database().transact<std::string>(
      [](Transaction&) -> io::Task<Result<std::string>> { co_return std::string("nothing to do"); }));
  ASSERT_TRUE(value.has_value()) << value.error().message;
  EXPECT_EQ(*value, "nothing to do");
}

TEST_P(Conformance, RollsBackWhenTheBodyReturnsAnError) {
  const Result<void> done = run(database().transact_erased(insert_then_fail));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::kRejectedValue);
  EXPECT_EQ(done.error().message, "the body says no");
  EXPECT_EQ(number(count_items()), 0);
}

TEST_P(Conformance, RollsBackWhenTheBodyThrowsAndHandsTheExceptionOn) {
  try {
    const Result<void> done = run(database().transact_erased(insert_then_throw));
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& thrown) {
    EXPECT_STREQ(thrown.what(), "a bug in the body");
  }
  EXPECT_EQ(number(count_items()), 0);
  EXPECT_TRUE(write(insert_item(), item(1)).has_value());
}

// PostgreSQL refuses everything after a failed statement; so that a body behaves alike everywhere, every
// engine does, and the first error is the transaction's result even if the body hides it.
TEST_P(Conformance, AFailedStatementDoomsItsTransaction) {
  const Result<void> done = run(database().transact_erased(insert_twice_and_ignore));
  EXPECT_EQ(code_of(done), ErrorCode::kUniqueViolation);
  EXPECT_EQ(number(count_items()), 0);
}

TEST_P(Conformance, RefusesATransactionThatLeavesADanglingReference) {
  EXPECT_EQ(code_of(run(database().transact_erased(insert_dangling_part))), ErrorCode::kConstraint);
  EXPECT_TRUE(write(insert_item(), item(1)).has_value());
}

TEST_P(Conformance, ExecutesSeveralStatementsOfRawSqlOrNone) {
  const std::string good =
      "INSERT INTO conf_item (id, owner, name, score) VALUES (1, 1, 'a;b $1', 0);"
      "-- a remark; with a semicolon\n"
      "INSERT INTO conf_item (id, owner, name, score) VALUES (2, 1, 'b', 0);";
  const std::string bad =
      "INSERT INTO conf_item (id, owner, name, score) VALUES (3, 1, 'c', 0); SELECT nonsense;";
  EXPECT_EQ(code_of(run(database().transact_erased(
                [good, bad](Transaction& transaction) { return execute_two(transaction, good, bad); }))),
            ErrorCode::kStatement);
  EXPECT_EQ(number(count_items()), 0);
  const Result<void> done = run(database().transact_erased(
      [good](Transaction& transaction) { return execute_two(transaction, good, ""); }));
  EXPECT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(number(count_items()), 2);
}

// Migrations rely on it: a step that fails half-way leaves no half table.
TEST_P(Conformance, RollsBackTheSchemaToo) {
  EXPECT_EQ(code_of(execute("CREATE TABLE conf_half (id bigint); CREATE TABLE conf_half (id bigint);")),
            ErrorCode::kStatement);
  static const Statement half("conformance.half", "SELECT id FROM conf_half");
  EXPECT_EQ(code_of(run(database().scan(half, {}))), ErrorCode::kStatement);
}

}  // namespace narvi::database::conformance
