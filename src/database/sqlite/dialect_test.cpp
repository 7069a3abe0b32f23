#include "database/sqlite/dialect.h"

#include <gtest/gtest.h>

#include <string>

namespace narvi::database::sqlite {
namespace {

TEST(Dialect, RewritesParametersAndNothingElse) {
  const struct {
    std::string portable;
    std::string sqlite;
  } cases[] = {
      {"", ""},
      {"$1", "?1"},
      {"SELECT a FROM t WHERE b = $12 AND c=$1", "SELECT a FROM t WHERE b = ?12 AND c=?1"},
      {"VALUES($2,$1,$2)", "VALUES(?2,?1,?2)"},
      {"SELECT '$1', 'it''s $2', $1", "SELECT '$1', 'it''s $2', ?1"},
      {"SELECT \"a$1\", \"q\"\"$2\", $3", "SELECT \"a$1\", \"q\"\"$2\", ?3"},
      {"SELECT `$1`, a$1, _$2, $1", "SELECT `$1`, a$1, _$2, ?1"},
      {"SELECT 1 -- $1 isn't\n, $1", "SELECT 1 -- $1 isn't\n, ?1"},
      {"SELECT /* $1 \" */ $1", "SELECT /* $1 \" */ ?1"},
      {"SELECT $name, $, $1a, $$1", "SELECT $name, $, $1a, $$1"},
      {"SELECT '$1", "SELECT '$1"},
      {"/* $1", "/* $1"},
      {"/*/ $1 */ $2", "/*/ $1 */ ?2"},
      {"-$1*$2||$3", "-?1*?2||?3"},
      {"\xC3\xA9$1 = $1", "\xC3\xA9$1 = ?1"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(to_sqlite(one.portable), one.sqlite);
  }
}

TEST(Dialect, CountsParameters) {
  EXPECT_EQ(count_parameters("SELECT 1"), 0U);
  EXPECT_EQ(count_parameters("SELECT $2, '$9', \"$8\", $2 -- $7"), 2U);
  EXPECT_EQ(count_parameters("SELECT $99999999999999999999999999"), 99'999U);
}

}  // namespace
}  // namespace narvi::database::sqlite
