// Durin's tokens in the list of all credentials, and the plans of its statements.

#include <gtest/gtest.h>

#include "database/sqlite/explain.h"
#include "database/testbed/pg_cluster.h"
#include "durin_site.h"
#include "io/suspend.h"
#include "rest/call.h"
#include "systems/durin/office.h"
#include "user_models.h"

namespace narvi::tests {
namespace {

using DurinKind = BothEngines;

TEST_P(DurinKind, ListsAndEndsWhatAUserHolds) {
  const auto house = durin_site(GetParam());
  const rest::CredentialKind* kind = house->house().services().credentials.find("durin");
  ASSERT_NE(kind, nullptr);
  const accounts::User alice = user_named(*house, "alice");
  const accounts::User bob = user_named(*house, "bob");
  const std::string web = durin_token(*house, "web");
  const std::string cli = durin_token(*house, "cli");
  const std::string api = durin_token(*house, "api");
  const std::string bobs = durin_token(*house, "web", "bob", "builder");
  const auto held = must(kind->held_by(alice));
  ASSERT_EQ(held.size(), 3U);
  EXPECT_EQ(held[0].client, "web");
  EXPECT_EQ(held[0].created, house->clock().now());
  EXPECT_EQ(held[0].expiry, house->clock().now() + std::chrono::days(1));

  EXPECT_FALSE(must(kind->end(bob, held[1].ref))) << "it is not his";
  EXPECT_FALSE(must(kind->end(alice, "nothing")));
  EXPECT_TRUE(must(kind->end(alice, held[1].ref)));
  EXPECT_EQ(status_of(*house, cli), 401);
  EXPECT_EQ(must(kind->end_all(alice, held[2].ref)), 1);
  EXPECT_EQ(status_of(*house, web), 401);
  EXPECT_EQ(status_of(*house, api), 200);
  EXPECT_EQ(status_of(*house, bobs), 200);
  EXPECT_EQ(must(kind->end_all(alice, "")), 1);
  EXPECT_EQ(count(*house, "durin_authtoken"), 1);
}

TEST_P(DurinKind, ExpiredRowsGoInBatches) {
  const auto house = durin_site(GetParam(), {{"durin.max_lifetime", std::int64_t{10 * 24 * 3600}}});
  const rest::CredentialKind* kind = house->house().services().credentials.find("durin");
  durin_token(*house, "web");
  durin_token(*house, "api");
  durin_token(*house, "web", "bob", "builder");
  EXPECT_EQ(must(kind->count_expired()), 0);
  house->clock().advance(std::chrono::hours(25));
  EXPECT_EQ(must(kind->count_expired()), 2);
  EXPECT_EQ(must(kind->held_by(user_named(*house, "alice"))).size(), 1U);
  EXPECT_EQ(must(kind->delete_expired(1)), 1);
  EXPECT_EQ(must(kind->delete_expired(10)), 1);
  EXPECT_EQ(count(*house, "durin_authtoken"), 1);
  house->query("UPDATE durin_authtoken SET expiry = $1", {house->clock().now() + std::chrono::days(300)});
  house->clock().advance(std::chrono::days(9));
  EXPECT_EQ(must(kind->delete_expired(10)), 1) << "older than the longest lifetime";
}

TEST_P(DurinKind, TellsWhichNotesHaveNoTokenAnyMore) {
  const auto house = durin_site(GetParam());
  const rest::CredentialKind* kind = house->house().services().credentials.find("durin");
  durin_token(*house);
  const std::string held = must(kind->held_by(user_named(*house, "alice"))).front().ref;
  const database::Rows rows = house->query(
      "SELECT m.ref FROM (SELECT 'durin' AS kind, $1 AS ref UNION ALL SELECT 'durin', '999' UNION ALL "
      "SELECT 'session', 'abc') m WHERE m.kind = 'durin' AND " +
          kind->gone_condition(),
      {held});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().text(0), "999");
}

TEST_P(DurinKind, ARequestSaysWhatProvedIt) {
  const auto house = durin_site(GetParam());
  std::string seen;
  house->house().services().events.identified.emplace_back([&](const rest::Call& call) {
    seen = std::string(call.identity->proof.kind) + " " + call.identity->proof.ref + " " +
           call.identity->client + " " + call.identity->credential;
  });
  const std::string token = durin_token(*house, "cli");
  const std::string id = house->query("SELECT id FROM durin_authtoken").front().text(0);
  for (const char* path : {"/api/", "/api/cached", "/api/cached"}) {
    seen.clear();
    EXPECT_EQ(ask(*house, "GET", path, token).status, 200);
    EXPECT_EQ(seen, "durin " + id + " cli " + token) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinKind, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

std::vector<const database::Statement*> look_ups(const systems::durin::Office& office) {
  std::vector<const database::Statement*> all = office.tokens.look_ups();
  all.push_back(&office.issue.of_pair_statement());
  all.push_back(&office.clients.find_statement());
  return all;
}

TEST(DurinExplain, SqliteUsesIndexes) {
  const auto house = durin_site(Engine::kSqlite);
  const auto office = systems::durin::office_of(house->house().services());
  for (const database::Statement* statement : look_ups(*office)) {
    const auto uses =
        io::run_blocking(database::sqlite::explain_uses_index(house->house().database(), *statement));
    ASSERT_TRUE(uses.has_value()) << uses.error().message;
    EXPECT_TRUE(*uses) << statement->name();
  }
}

TEST(DurinExplain, PostgresFindsATokenAmongManyByItsIndexes) {
  database::testbed::PgCluster cluster;
  cluster.create_database("durin_plans");
  const auto house = durin_site_at(cluster.url("durin_plans"));
  house->query(
      "INSERT INTO auth_user (username, password, email, first_name, last_name, is_active, is_staff, "
      "is_superuser, date_joined) SELECT 'user' || n, '', '', '', '', TRUE, FALSE, FALSE, now() "
      "FROM generate_series(1, 5000) AS n");
  house->query(
      "INSERT INTO durin_client (name, token_ttl, throttle_rate) SELECT 'c' || n, '1 day', '' "
      "FROM generate_series(1, 500) AS n");
  house->query(
      "INSERT INTO durin_authtoken (token, created, expiry, client_id, user_id) SELECT md5(id::text), "
      "now(), now(), 1 + id % 500, id FROM auth_user");
  for (const char* table : {"auth_user", "durin_client", "durin_authtoken"}) {
    house->query("ANALYZE " + std::string(table));
  }
  const auto office = systems::durin::office_of(house->house().services());
  const std::vector<std::pair<const database::Statement*, std::string>> plans = {
      {office->tokens.look_ups()[0], "PREPARE asked(text) AS |EXECUTE asked('a')"},
      {office->tokens.look_ups()[1], "PREPARE asked(integer) AS |EXECUTE asked(7)"},
      {&office->issue.of_pair_statement(), "PREPARE asked(integer, bigint) AS |EXECUTE asked(7, 7)"},
      {&office->clients.find_statement(), "PREPARE asked(text) AS |EXECUTE asked('a')"}};
  for (const auto& [statement, frame] : plans) {
    const std::size_t bar = frame.find('|');
    const std::string plan =
        cluster.execute("SET plan_cache_mode = force_generic_plan; " + frame.substr(0, bar) +
                            statement->sql() + "; EXPLAIN (FORMAT JSON) " + frame.substr(bar + 1),
                        "durin_plans");
    EXPECT_EQ(plan.find("\"durin_authtoken\",\n          \"Seq Scan\""), std::string::npos) << plan;
    EXPECT_NE(plan.find("Index"), std::string::npos) << statement->name() << plan;
  }
}

/// User models of every kind: integer, 64-bit and UUID keys, and the mail address as the name.
class DurinUsers : public Models {
 protected:
  DurinUsers()
      : Models({{"systems.durin.enabled", true},
                {"systems.durin.token_limit_per_user", std::int64_t{2}},
                {"systems.durin.user_serializer", std::string("UserSerializer")}}) {}
};

TEST_P(DurinUsers, LogInUseAndLeave) {
  add_client(house(), 1, "web", std::chrono::hours(1));
  add_client(house(), 2, "cli", std::chrono::hours(1));
  const accounts::User alice = add_user("alice");
  const accounts::User bob = add_user("bob");
  const http::Response response = durin_login(house(), "web", alice.username);
  ASSERT_EQ(response.status, 200) << response.body;
  const std::string field = model() == Model::kMember ? "email" : "username";
  EXPECT_NE(response.body.find("\"user\":{\"" + field + "\":\"" + alice.username + "\"}"), std::string::npos)
      << response.body;
  EXPECT_EQ(find("alice").last_login, house().clock().now());
  const std::string token = durin_token(house(), "web", alice.username);
  durin_token(house(), "cli", bob.username);
  EXPECT_EQ(ask(house(), "POST", "/durin/refresh/", token).status, 200);
  EXPECT_NE(ask(house(), "GET", "/durin/sessions/", token).body.find("\"is_current\":true"),
            std::string::npos);
  EXPECT_EQ(ask(house(), "POST", "/durin/logoutall/", token).status, 204);
  EXPECT_EQ(count(house(), "durin_authtoken"), 1);
  must(accounts().removal->remove(bob));
  EXPECT_EQ(count(house(), "durin_authtoken"), 0) << "tokens go with their user";
}

INSTANTIATE_TEST_SUITE_P(All, DurinUsers, every_model(), model_name);

}  // namespace
}  // namespace narvi::tests
