// Every look_up of accounts is answered by an index (design §3).

#include "database/sqlite/explain.h"

#include <gtest/gtest.h>

#include "accounts/session_db.h"
#include "browser.h"
#include "database/testbed/pg_cluster.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

struct Case {
  const database::Statement& statement;
  std::string index;  ///< as PostgreSQL's plan names it
  std::vector<std::string> types;
};

std::vector<Case> look_ups(TestHouse& house) {
  const accounts::Accounts& accounts = house.house().accounts();
  const accounts::Users& users = accounts.users;
  const auto& sessions = dynamic_cast<accounts::DatabaseSessions&>(*house.house().accounts().sessions);
  return {{users.by_name_statement(), "auth_user_username", {"text"}},
          {users.by_key_statement(), "auth_user_pkey", {"integer"}},
          {sessions.load_statement(), "django_session_", {"text", "timestamptz"}},
          {accounts.groups.find_statement(), "auth_group_name", {"text"}},
          {accounts.groups.of_user_statement(), "auth_user_groups_user_id", {"integer"}},
          {accounts.permissions.of_user_statement(), "auth_user_user_permissions_user_id", {"integer"}},
          {accounts.permissions.of_groups_statement(), "auth_user_groups_user_id", {"integer"}},
          {accounts.permissions.of_both_statement(), "auth_user_groups_user_id", {"integer"}},
          {accounts.permissions.of_group_statement(), "auth_group_permissions_group_id", {"integer"}},
          {accounts.permissions.natural_statement(),
           "auth_permission_content_type_id_codename",
           {"text", "text", "text"}}};
}

TEST(Explain, SqliteUsesIndexes) {
  const auto house = make_site(Engine::kSqlite);
  for (const Case& one : look_ups(*house)) {
    const auto uses =
        io::run_blocking(database::sqlite::explain_uses_index(house->house().database(), one.statement));
    ASSERT_TRUE(uses.has_value()) << uses.error().message;
    EXPECT_TRUE(*uses) << one.statement.name() << ": "
                       << io::run_blocking(
                              database::sqlite::explain(house->house().database(), one.statement))
                              .value_or("?");
  }
}

TEST(Explain, SqliteNoticesAScan) {
  const auto house = make_site(Engine::kSqlite);
  const database::Statement scan("test.scan", "SELECT username FROM auth_user WHERE email = $1");
  EXPECT_FALSE(
      io::run_blocking(database::sqlite::explain_uses_index(house->house().database(), scan)).value());
}

TEST(Explain, PostgresUsesIndexesOfATableWithManyRows) {
  database::testbed::PgCluster cluster;
  cluster.create_database("plans");
  const auto house = make_site_at(cluster.url("plans"));
  house->query(
      "INSERT INTO auth_user (username, password, email, first_name, last_name, is_active, is_staff, "
      "is_superuser, date_joined) SELECT 'user' || n, '', '', '', '', TRUE, FALSE, FALSE, now() "
      "FROM generate_series(1, 5000) AS n");
  house->query(
      "INSERT INTO django_session (session_key, session_data, expire_date) "
      "SELECT md5(n::text), 'x', now() + interval '1 day' FROM generate_series(1, 5000) AS n");
  for (const std::string sql :
       {"INSERT INTO django_content_type (app_label, model) SELECT 'app' || n, 'model' FROM "
        "generate_series(1, 2000) AS n",
        "INSERT INTO auth_permission (name, content_type_id, codename) SELECT 'x', c.id, 'do_' || n FROM "
        "django_content_type c CROSS JOIN generate_series(1, 4) AS n",
        "INSERT INTO auth_group (name) SELECT 'group' || n FROM generate_series(1, 2000) AS n",
        "INSERT INTO auth_group_permissions (group_id, permission_id) SELECT g.id, p.id FROM auth_group g "
        "JOIN "
        "auth_permission p ON p.id % 500 = g.id % 500",
        "INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u JOIN auth_group "
        "g "
        "ON g.id % 1000 = u.id % 1000",
        "INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT u.id, p.id FROM auth_user u "
        "JOIN auth_permission p ON p.id % 1000 = u.id % 1000"}) {
    house->query(sql);
  }
  house->query("ANALYZE");
  for (const Case& one : look_ups(*house)) {
    std::string types;
    std::string values;
    for (const std::string& type : one.types) {
      types += (types.empty() ? "" : ", ") + type;
      values += std::string(values.empty() ? "" : ", ") + (type == "text"      ? "'x'"
                                                           : type == "integer" ? "7"
                                                                               : "now()");
    }
    // As the engine runs it: with the generic plan of a prepared statement, which knows no values.
    const std::string plan =
        cluster.execute("SET plan_cache_mode = force_generic_plan; PREPARE asked(" + types + ") AS " +
                            one.statement.sql() + "; EXPLAIN (FORMAT JSON) EXECUTE asked(" + values + ")",
                        "plans");
    EXPECT_NE(plan.find("\"Index Name\": \"" + one.index), std::string::npos) << one.statement.name() << "\n"
                                                                              << plan;
    EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << plan;
  }
}

}  // namespace
}  // namespace narvi::tests
