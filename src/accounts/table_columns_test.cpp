#include "accounts/table_columns.h"

#include <gtest/gtest.h>

namespace narvi::accounts {
namespace {

using database::Engine;

TEST(TableColumns, DeclaredTypesHaveAMeaning) {
  struct Case {
    std::string type;
    Engine engine;
    ColumnKind kind;
  };
  const Case cases[] = {
      {"integer", Engine::kSqlite, ColumnKind::kInteger},
      {"INTEGER", Engine::kSqlite, ColumnKind::kInteger},
      {"bigint", Engine::kPostgres, ColumnKind::kBigInteger},
      {"uuid", Engine::kPostgres, ColumnKind::kUuid},
      {"char(32)", Engine::kSqlite, ColumnKind::kUuid},
      {"character(32)", Engine::kPostgres, ColumnKind::kText},
      {"varchar(150)", Engine::kSqlite, ColumnKind::kText},
      {"character varying(150)", Engine::kPostgres, ColumnKind::kText},
      {"citext", Engine::kPostgres, ColumnKind::kText},
      {"bool", Engine::kSqlite, ColumnKind::kBoolean},
      {"datetime", Engine::kSqlite, ColumnKind::kInstant},
      {"timestamp with time zone", Engine::kPostgres, ColumnKind::kInstant},
      {"timestamp(3) with time zone", Engine::kPostgres, ColumnKind::kInstant},
      {"timestamp without time zone", Engine::kPostgres, ColumnKind::kOther},
      {"timestamp(3) without time zone", Engine::kPostgres, ColumnKind::kOther},
      {"jsonb", Engine::kPostgres, ColumnKind::kOther},
      {"", Engine::kSqlite, ColumnKind::kOther},
      {"integer[]", Engine::kPostgres, ColumnKind::kOther},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(column_kind(one.type, one.engine), one.kind) << one.type;
  }
}

}  // namespace
}  // namespace narvi::accounts
