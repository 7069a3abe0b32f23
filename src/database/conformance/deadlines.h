#pragma once
// Every verb ends by its deadline, and the engine goes on afterwards.

#include <memory>
#include <vector>

#include "database/conformance/support.h"

namespace narvi::database::conformance {

inline constexpr Milliseconds kShort{300};

/// Counts for hours.
inline const Statement& endless() {
  static const Statement statement("conformance.endless",
                                   "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL"
                                   " SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT count(*) FROM n");
  return statement;
}

inline io::Task<Result<void>> run_endless(Transaction& transaction) {
  const Result<Outcome> inserted = co_await transaction.run(insert_item(), item(1));
  if (!inserted) {
    co_return tl::unexpected<Error>(inserted.error());
  }
  const Result<Outcome> counted = co_await transaction.run(endless(), {});
  if (!counted) {
    co_return tl::unexpected<Error>(counted.error());
  }
  co_return Result<void>();
}

TEST_P(Conformance, EndsReadsAtTheDeadline) {
  const std::unique_ptr<Database> hurried = GetParam().open(kShort);
  ASSERT_NE(hurried, nullptr);
  EXPECT_EQ(code_of(run(hurried->scan(endless(), {}))), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(run(hurried->look_up(endless(), {}))), ErrorCode::kTimeout);
  const Result<Rows> rows = run(hurried->scan(count_items(), {}));
  EXPECT_TRUE(rows.has_value()) << rows.error().message;
}

TEST_P(Conformance, EndsWritesAtTheDeadlineAndUndoesThem) {
  const std::unique_ptr<Database> hurried = GetParam().open(kShort);
  ASSERT_NE(hurried, nullptr);
  EXPECT_EQ(code_of(run(hurried->write(endless(), {}))), ErrorCode::kTimeout);
  EXPECT_EQ(code_of(run(hurried->transact_erased(run_endless))), ErrorCode::kTimeout);
  EXPECT_EQ(number(count_items()), 0);
  const Result<Outcome> written = run(hurried->write(insert_item(), item(1)));
  EXPECT_TRUE(written.has_value()) << written.error().message;
  EXPECT_EQ(number(count_items()), 1);
}

// An engine may be closed as soon as its tasks have ended, whatever they were.
TEST_P(Conformance, ClosesAndOpensAgain) {
  std::unique_ptr<Database> second = GetParam().open(kPatient);
  ASSERT_NE(second, nullptr);
  ASSERT_TRUE(run(second->write(insert_item(), item(1))).has_value());
  second.reset();
  second = GetParam().open(kPatient);
  ASSERT_NE(second, nullptr);
  const Result<Rows> rows = run(second->look_up(item_by_id(), {integer(1)}));
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  EXPECT_EQ(rows->size(), 1U);
}

}  // namespace narvi::database::conformance
