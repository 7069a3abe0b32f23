// The look-ups of authtoken are answered by indexes (design §3).

#include <gtest/gtest.h>

#include "database/sqlite/explain.h"
#include "database/testbed/pg_cluster.h"
#include "io/suspend.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

TEST(AuthtokenExplain, SqliteUsesIndexes) {
  const auto house = token_site(Engine::kSqlite);
  const systems::authtoken::TokenStore store(house->house().services(), systems::authtoken::Storage::kPlain);
  for (const database::Statement* statement : {&store.find_statement(), &store.of_user_statement()}) {
    const auto uses =
        io::run_blocking(database::sqlite::explain_uses_index(house->house().database(), *statement));
    ASSERT_TRUE(uses.has_value()) << uses.error().message;
    EXPECT_TRUE(*uses) << statement->name();
  }
}

TEST(AuthtokenExplain, PostgresUsesIndexesOfATableWithManyRows) {
  database::testbed::PgCluster cluster;
  cluster.create_database("token_plans");
  const auto house = token_site_at(cluster.url("token_plans"));
  house->query(
      "INSERT INTO auth_user (username, password, email, first_name, last_name, is_active, is_staff, "
      "is_superuser, date_joined) SELECT 'user' || n, '', '', '', '', TRUE, FALSE, FALSE, now() "
      "FROM generate_series(1, 5000) AS n");
  house->query(
      "INSERT INTO authtoken_token (key, created, user_id) SELECT md5(id::text), now(), id FROM auth_user");
  house->query("ANALYZE auth_user");
  house->query("ANALYZE authtoken_token");
  const systems::authtoken::TokenStore store(house->house().services(), systems::authtoken::Storage::kPlain);
  const auto plan = [&](const database::Statement& statement, const char* types, const char* values) {
    // The generic plan of a prepared statement, as the engine runs it.
    return cluster.execute("SET plan_cache_mode = force_generic_plan; PREPARE asked(" + std::string(types) +
                               ") AS " + statement.sql() + "; EXPLAIN (FORMAT JSON) EXECUTE asked(" + values +
                               ")",
                           "token_plans");
  };
  const std::string find = plan(store.find_statement(), "text, text", "'a', 'b'");
  // The primary key, or its twin for LIKE, which serves equality as well.
  EXPECT_TRUE(find.find("\"authtoken_token_pkey\"") != std::string::npos ||
              find.find("\"authtoken_token_key_10f0b77e_like\"") != std::string::npos)
      << find;
  EXPECT_NE(find.find("\"auth_user_pkey\""), std::string::npos) << find;
  EXPECT_EQ(find.find("Seq Scan"), std::string::npos) << find;
  const std::string of_user = plan(store.of_user_statement(), "integer", "7");
  EXPECT_NE(of_user.find("authtoken_token_user_id"), std::string::npos) << of_user;
  EXPECT_EQ(of_user.find("Seq Scan"), std::string::npos) << of_user;
}

}  // namespace
}  // namespace narvi::tests
