#pragma once
// look_up, scan, write, run and ping: parameters, outcomes, errors, and the batch's all or nothing.

#include <cstdint>
#include <string>
#include <vector>

#include "database/conformance/support.h"

namespace narvi::database::conformance {

TEST_P(Conformance, BindsParametersByNumberNotByPlace) {
  static const Statement reversed("conformance.reversed",
                                  "INSERT INTO conf_item (name, score, owner, id) VALUES ($4, $3, $2, $1)");
  ASSERT_TRUE(write(reversed, {integer(1), integer(20), integer(30), text("$2 '?1' \"$1\"")}).has_value());
  const Result<Rows> rows = run(database().look_up(item_by_id(), {integer(1)}));
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().text(0), "$2 '?1' \"$1\"");
  EXPECT_EQ(rows->front().integer(1), 20);
  EXPECT_EQ(rows->front().integer(2), 30);
}

TEST_P(Conformance, BindsOneParameterInSeveralPlaces) {
  ASSERT_TRUE(write(insert_item(), item(1, 7, 7)).has_value());
  ASSERT_TRUE(write(insert_item(), item(2, 7, 8)).has_value());
  static const Statement twice("conformance.twice",
                               "SELECT id FROM conf_item WHERE name <> $2 AND owner = $1 AND score = $1");
  EXPECT_EQ(number(twice, {integer(7), text("x")}), 1);
}

TEST_P(Conformance, LeavesDollarsInTextAndNamesAlone) {
  ASSERT_TRUE(write(insert_item(), item(1)).has_value());
  static const Statement dollars("conformance.dollars",
                                 "SELECT '$1 it''s $2' AS \"a$1\", name FROM conf_item WHERE id = $1");
  const Result<Rows> rows = run(database().look_up(dollars, {integer(1)}));
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  EXPECT_EQ(rows->front().text(0), "$1 it's $2");
}

/// Who keeps what he has read compares this number, so a caller that knows of his write must find it raised.
TEST_P(Conformance, CountsEndedWritesBeforeItAnswers) {
  const std::uint64_t before = database().ended_writes();
  ASSERT_TRUE(run(database().look_up(item_by_id(), {integer(1)})).has_value());
  EXPECT_EQ(database().ended_writes(), before);
  ASSERT_TRUE(write(insert_item(), item(1)).has_value());
  EXPECT_EQ(database().ended_writes(), before + 1);
  ASSERT_FALSE(write(insert_item(), item(1)).has_value());  // it might have been written, for all one knows
  EXPECT_EQ(database().ended_writes(), before + 2);
  const auto changed = run(database().transact<bool>([](Transaction& transaction) -> io::Task<Result<bool>> {
    const Result<Outcome> done = co_await transaction.run(insert_item(), item(2));
    co_return done.has_value();
  }));
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(database().ended_writes(), before + 3);
}

TEST_P(Conformance, RefusesAWrongNumberOfParameters) {
  EXPECT_EQ(code_of(run(database().look_up(item_by_id(), {}))), ErrorCode::kStatement);
  EXPECT_EQ(code_of(run(database().scan(item_by_id(), {integer(1), integer(2)}))), ErrorCode::kStatement);
  EXPECT_EQ(code_of(write(insert_item(), {integer(1), integer(1), text("short")})), ErrorCode::kStatement);
  EXPECT_EQ(number(count_items()), 0);
}

TEST_P(Conformance, ReadsNothingAndManyRows) {
  const Result<Rows> none = run(database().look_up(item_by_id(), {integer(404)}));
  ASSERT_TRUE(none.has_value()) << none.error().message;
  EXPECT_TRUE(none->empty());
  EXPECT_EQ(none->size(), 0U);

  Batch batch;
  for (std::int64_t id = 1; id <= 300; ++id) {
    batch.add(insert_item(), item(id));
  }
  ASSERT_TRUE(run(database().run(std::move(batch))).has_value());
  static const Statement all("conformance.all", "SELECT id, name FROM conf_item ORDER BY id DESC");
  const Result<Rows> rows = run(database().scan(all, {}));
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  ASSERT_EQ(rows->size(), 300U);
  EXPECT_EQ((*rows)[0].integer(0), 300);
  EXPECT_EQ((*rows)[299].text(1), "item 1");
}

TEST_P(Conformance, AnswersABatchInOrderWithCountsAndRows) {
  static const Statement insert_returning(
      "conformance.insert_returning",
      "INSERT INTO conf_item (id, owner, name, score) VALUES ($1, $2, $3, $4) RETURNING name, id");
  static const Statement raise("conformance.raise", "UPDATE conf_item SET score = score + $1");
  static const Statement remove("conformance.remove", "DELETE FROM conf_item WHERE id = $1 RETURNING score");
  Batch batch;
  batch.add(insert_item(), item(1)).add(insert_returning, item(2)).add(raise, {integer(5)});
  batch.add(remove, {integer(77)}).add(remove, {integer(1)}).add(count_items(), {});
  const Result<std::vector<Outcome>> done = run(database().run(std::move(batch)));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  ASSERT_EQ(done->size(), 6U);
  EXPECT_EQ((*done)[0].affected, 1);
  EXPECT_TRUE((*done)[0].rows.empty());
  EXPECT_EQ((*done)[1].affected, 1);
  EXPECT_EQ((*done)[1].rows.front().text(0), "item 2");
  EXPECT_EQ((*done)[1].rows.front().integer(1), 2);
  EXPECT_EQ((*done)[2].affected, 2);
  EXPECT_EQ((*done)[3].affected, 0);
  EXPECT_TRUE((*done)[3].rows.empty());
  EXPECT_EQ((*done)[4].affected, 1);
  EXPECT_EQ((*done)[4].rows.front().integer(0), 5);
  EXPECT_EQ((*done)[5].affected, 0);
  EXPECT_EQ((*done)[5].rows.front().integer(0), 1);
}

TEST_P(Conformance, AnswersAnEmptyBatch) {
  const Result<std::vector<Outcome>> done = run(database().run(Batch{}));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_TRUE(done->empty());
}

TEST_P(Conformance, UndoesAWholeBatchWhenOneItemFails) {
  ASSERT_TRUE(write(insert_item(), item(9)).has_value());
  Batch batch;
  batch.add(insert_item(), item(1)).add(insert_item(), item(9)).add(insert_item(), item(2));
  EXPECT_EQ(code_of(run(database().run(std::move(batch)))), ErrorCode::kUniqueViolation);
  EXPECT_EQ(number(count_items()), 1);
}

TEST_P(Conformance, TellsUniqueFromOtherConstraints) {
  ASSERT_TRUE(write(insert_item(), item(1)).has_value());
  EXPECT_EQ(code_of(write(insert_item(), {integer(1), integer(1), text("other"), integer(0)})),
            ErrorCode::kUniqueViolation);
  EXPECT_EQ(code_of(write(insert_item(), {integer(2), integer(1), text("item 1"), integer(0)})),
            ErrorCode::kUniqueViolation);
  EXPECT_EQ(code_of(write(insert_item(), {integer(2), Value(Null{}), text("null owner"), integer(0)})),
            ErrorCode::kConstraint);
  EXPECT_EQ(code_of(write(insert_item(), {integer(2), integer(1), text("below zero"), integer(-1)})),
            ErrorCode::kConstraint);
  EXPECT_EQ(number(count_items()), 1);
}

TEST_P(Conformance, ChecksReferencesWhenTheTransactionEnds) {
  Batch child_first;
  child_first.add(insert_part(), {integer(1), integer(5)}).add(insert_item(), item(5));
  const Result<std::vector<Outcome>> done = run(database().run(std::move(child_first)));
  EXPECT_TRUE(done.has_value()) << done.error().message;

  EXPECT_EQ(code_of(write(insert_part(), {integer(2), integer(404)})), ErrorCode::kConstraint);
  static const Statement parts("conformance.count_parts", "SELECT count(*) FROM conf_part");
  EXPECT_EQ(number(parts), 1);
}

TEST_P(Conformance, DoesWhatOnConflictSays) {
  static const Statement insert_or_nothing(
      "conformance.insert_or_nothing",
      "INSERT INTO conf_item (id, owner, name, score) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT DO NOTHING RETURNING id");
  static const Statement insert_or_add(
      "conformance.insert_or_add",
      "INSERT INTO conf_item (id, owner, name, score) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (id) DO UPDATE SET score = conf_item.score + excluded.score"
      " RETURNING score");
  Result<Outcome> outcome = write(insert_or_nothing, item(1, 1, 10));
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->affected, 1);
  EXPECT_EQ(outcome->rows.size(), 1U);
  outcome = write(insert_or_nothing, item(1, 1, 10));
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->affected, 0);
  EXPECT_TRUE(outcome->rows.empty());
  outcome = write(insert_or_add, item(1, 1, 32));
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->affected, 1);
  EXPECT_EQ(outcome->rows.front().integer(0), 42);
}

TEST_P(Conformance, CallsAStatementThatDoesNotFitAStatementError) {
  EXPECT_EQ(code_of(run(database().look_up(wrong_statement(), {integer(1)}))), ErrorCode::kStatement);
  EXPECT_EQ(code_of(run(database().scan(wrong_statement(), {integer(1)}))), ErrorCode::kStatement);
  EXPECT_EQ(code_of(write(wrong_statement(), {integer(1)})), ErrorCode::kStatement);
  static const Statement no_column("conformance.no_column", "SELECT no_such_column FROM conf_item");
  EXPECT_EQ(code_of(run(database().scan(no_column, {}))), ErrorCode::kStatement);
  EXPECT_EQ(number(count_items()), 0);
}

// A statement prepared before a change of the schema goes on working after it.
TEST_P(Conformance, SurvivesAChangeOfTheSchema) {
  ASSERT_TRUE(write(insert_item(), item(1)).has_value());
  ASSERT_TRUE(run(database().look_up(item_by_id(), {integer(1)})).has_value());
  const Result<void> changed = execute("ALTER TABLE conf_item ADD COLUMN extra bigint NULL");
  ASSERT_TRUE(changed.has_value()) << changed.error().message;
  const Result<Rows> rows = run(database().look_up(item_by_id(), {integer(1)}));
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  EXPECT_EQ(rows->front().text(0), "item 1");
  EXPECT_TRUE(write(insert_item(), item(2)).has_value());
}

TEST_P(Conformance, SaysThatItIsReachable) {
  const Health health = run(database().ping());
  EXPECT_TRUE(health.reachable) << health.detail;
}

}  // namespace narvi::database::conformance
