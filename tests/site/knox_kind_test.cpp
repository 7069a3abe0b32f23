// Knox tokens in the list of all credentials, and the plans of their statements.

#include <gtest/gtest.h>

#include "database/sqlite/explain.h"
#include "database/testbed/pg_cluster.h"
#include "io/suspend.h"
#include "knox_site.h"
#include "systems/knox/token_sql.h"

namespace narvi::tests {
namespace {

using KnoxKind = BothEngines;

template <class T>
T now(io::Task<Result<T>> task) {
  return io::run_blocking(std::move(task)).value();
}

accounts::User user_named(TestHouse& house, const std::string& name) {
  return now(house.house().accounts().users.find_by_name(name)).value();
}

TEST_P(KnoxKind, ListsAndEndsWhatAUserHolds) {
  const auto house = knox_site(GetParam());
  const rest::CredentialKind* kind = house->house().services().credentials.find("knox");
  ASSERT_NE(kind, nullptr);
  const accounts::User alice = user_named(*house, "alice");
  const accounts::User bob = user_named(*house, "bob");
  const std::string first = knox_token(*house);
  house->clock().advance(Seconds(30000));
  const std::string second = knox_token(*house);
  const std::string third = knox_token(*house, "bob", "builder");

  auto held = now(kind->held_by(alice));
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].ref.size(), 128U);
  EXPECT_TRUE(held[0].client.empty());
  EXPECT_TRUE(held[0].created && held[0].expiry);
  house->clock().advance(Seconds(10000));
  held = now(kind->held_by(alice));
  ASSERT_EQ(held.size(), 1U) << "the first has expired";
  EXPECT_EQ(now(kind->count_expired()), 1);

  EXPECT_FALSE(now(kind->end(bob, held[0].ref))) << "it is not his";
  EXPECT_FALSE(now(kind->end(alice, "nothing")));
  EXPECT_TRUE(now(kind->end(alice, held[0].ref)));
  EXPECT_EQ(user_of_knox(*house, second), "");
  EXPECT_EQ(user_of_knox(*house, third), "bob");

  knox_token(*house);
  knox_token(*house);
  const std::string spared = now(kind->held_by(alice)).front().ref;
  EXPECT_EQ(now(kind->end_all(alice, spared)), 2) << "the expired one is among them";
  EXPECT_EQ(now(kind->held_by(alice)).size(), 1U);
  EXPECT_EQ(now(kind->end_all(alice, "")), 1);
  EXPECT_EQ(count(*house, "knox_authtoken"), 1) << "bob's";
}

TEST_P(KnoxKind, DeletesWhatHasExpiredInBatches) {
  const auto house = knox_site(GetParam());
  const rest::CredentialKind* kind = house->house().services().credentials.find("knox");
  for (int number = 0; number < 5; ++number) {
    knox_token(*house);
  }
  EXPECT_EQ(now(kind->delete_expired(10)), 0);
  house->clock().advance(Seconds(36001));
  const std::string token = knox_token(*house);
  EXPECT_EQ(now(kind->count_expired()), 5);
  EXPECT_EQ(now(kind->delete_expired(3)), 3);
  EXPECT_EQ(now(kind->delete_expired(3)), 2);
  EXPECT_EQ(now(kind->count_expired()), 0);
  EXPECT_EQ(user_of_knox(*house, token), "alice");
}

TEST_P(KnoxKind, TellsRowsWhoseTokenHasGone) {
  const auto house = knox_site(GetParam());
  const std::string gone = house->house().services().credentials.find("knox")->gone_condition();
  knox_token(*house);
  const database::Rows rows = house->query(
      "SELECT count(*) AS number FROM (SELECT digest AS ref FROM knox_authtoken UNION ALL "
      "SELECT 'gone' AS ref) m WHERE " +
      gone);
  EXPECT_EQ(rows.front().integer(0), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxKind, testing::Values(Engine::kSqlite, Engine::kPostgres), engine_name);

TEST(KnoxExplain, SqliteUsesIndexes) {
  const auto house = knox_site(Engine::kSqlite);
  const systems::knox::TokenSql sql("knox_authtoken", house->house().accounts().users.table());
  const systems::knox::TokenSql telling("knox_authtoken", house->house().accounts().users.table(), true);
  for (const database::Statement* statement : {&sql.find, &telling.find, &sql.users_of_key}) {
    const auto uses =
        io::run_blocking(database::sqlite::explain_uses_index(house->house().database(), *statement));
    ASSERT_TRUE(uses.has_value()) << uses.error().message;
    EXPECT_TRUE(*uses) << statement->name();
  }
}

TEST(KnoxExplain, PostgresUsesIndexesOfATableWithManyRows) {
  database::testbed::PgCluster cluster;
  cluster.create_database("knox_plans");
  const auto house = knox_site_at(cluster.url("knox_plans"));
  house->query(
      "INSERT INTO auth_user (username, password, email, first_name, last_name, is_active, is_staff, "
      "is_superuser, date_joined) SELECT 'user' || n, '', '', '', '', TRUE, FALSE, FALSE, now() "
      "FROM generate_series(1, 5000) AS n");
  house->query(
      "INSERT INTO knox_authtoken (digest, created, user_id, expiry, token_key) SELECT md5(id::text), now(), "
      "id, now(), substr(md5(id::text), 1, 15) FROM auth_user");
  house->query("ANALYZE auth_user");
  house->query("ANALYZE knox_authtoken");
  const systems::knox::TokenSql sql("knox_authtoken", house->house().accounts().users.table(), true);
  const auto plan = [&](const database::Statement& statement, const char* types, const char* values) {
    // The generic plan of a prepared statement, as the engine runs it.
    return cluster.execute("SET plan_cache_mode = force_generic_plan; PREPARE asked(" + std::string(types) +
                               ") AS " + statement.sql() + "; EXPLAIN (FORMAT JSON) EXECUTE asked(" + values +
                               ")",
                           "knox_plans");
  };
  for (const std::string& text : {plan(sql.find, "text, timestamptz", "'a', now()"),
                                  plan(sql.users_of_key, "text, timestamptz", "'a', now()"),
                                  plan(sql.held, "integer, timestamptz, bigint", "7, now(), 1000"),
                                  plan(sql.clean, "integer, timestamptz, text", "7, now(), 'a'")}) {
    EXPECT_EQ(text.find("Seq Scan"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace narvi::tests
