// Databases of the original: its tables as its last migration leaves them (contract durin §5), with rows as
// it writes them, used by Narvi and read back as it would.

#include <gtest/gtest.h>

#include "durin_site.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using DurinDatabase = BothEngines;

constexpr const char* kTheirs = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

const std::vector<std::string> kSqlite = {
    // The order of columns differs between installs.
    R"(CREATE TABLE "durin_client" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(64) NOT NULL
       UNIQUE, "throttle_rate" varchar(64) NOT NULL, "token_ttl" bigint NOT NULL))",
    R"(CREATE TABLE "durin_authtoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "expiry" datetime NOT NULL,
       "token" varchar(64) NOT NULL UNIQUE, "created" datetime NOT NULL, "client_id" integer NOT NULL REFERENCES
       "durin_client" ("id") DEFERRABLE INITIALLY DEFERRED, "user_id" integer NOT NULL REFERENCES "auth_user"
       ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "unique token for user per client" UNIQUE ("user_id",
       "client_id")))",
    R"(CREATE INDEX "durin_authtoken_client_id_cb198c64" ON "durin_authtoken" ("client_id"))",
    R"(CREATE INDEX "durin_authtoken_user_id_52a09c56" ON "durin_authtoken" ("user_id"))",
    R"(INSERT INTO durin_client (id, name, token_ttl, throttle_rate) VALUES (1, 'web', 86400000000, ''),
       (2, 'cli', 2592000500000, '3/m'), (3, 'dead', -5000000, ''))",
    R"(INSERT INTO durin_authtoken (id, token, created, expiry, client_id, user_id) VALUES
       (41, '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', '2024-01-02 00:00:00',
       '2024-01-03 00:00:00', 1, 1))",
};

const std::vector<std::string> kPostgres = {
    R"(CREATE SEQUENCE "durin_client_id_seq")",
    R"(CREATE TABLE "durin_client" ("id" bigint NOT NULL PRIMARY KEY DEFAULT nextval('durin_client_id_seq'),
       "name" varchar(64) NOT NULL CONSTRAINT "durin_client_name_key" UNIQUE, "token_ttl" interval NOT NULL,
       "throttle_rate" varchar(64) NOT NULL))",
    R"(CREATE SEQUENCE "durin_authtoken_id_seq")",
    R"(CREATE TABLE "durin_authtoken" ("id" bigint NOT NULL PRIMARY KEY DEFAULT nextval('durin_authtoken_id_seq'),
       "token" varchar(64) NOT NULL CONSTRAINT "durin_authtoken_token_key" UNIQUE, "created" timestamptz NOT NULL,
       "expiry" timestamptz NOT NULL, "client_id" bigint NOT NULL CONSTRAINT
       "durin_authtoken_client_id_cb198c64_fk" REFERENCES "durin_client" ("id") DEFERRABLE INITIALLY DEFERRED,
       "user_id" integer NOT NULL CONSTRAINT "durin_authtoken_user_id_52a09c56_fk_auth_user_id" REFERENCES
       "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "unique token for user per client" UNIQUE
       ("user_id", "client_id")))",
    R"(CREATE INDEX "durin_client_name_3db2ca07_like" ON "durin_client" ("name" varchar_pattern_ops))",
    R"(CREATE INDEX "durin_authtoken_token_9a22cb6c_like" ON "durin_authtoken" ("token" varchar_pattern_ops))",
    R"(CREATE INDEX "durin_authtoken_client_id_cb198c64" ON "durin_authtoken" ("client_id"))",
    R"(CREATE INDEX "durin_authtoken_user_id_52a09c56" ON "durin_authtoken" ("user_id"))",
    R"(INSERT INTO durin_client (id, name, token_ttl, throttle_rate) VALUES (1, 'web', '1 day', ''),
       (2, 'cli', '30 days 00:00:00.5', '3/m'), (3, 'dead', '-00:00:05', ''))",
    R"(INSERT INTO durin_authtoken (id, token, created, expiry, client_id, user_id) VALUES
       (41, '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', '2024-01-02 00:00:00+00',
       '2024-01-03 00:00:00+00', 1, 1))",
    "SELECT setval('durin_authtoken_id_seq', 41)",
};

/// What the engine itself knows of the two tables.
std::string form(TestHouse& house, bool sqlite) {
  const database::Rows rows = house.query(
      sqlite ? "SELECT sql FROM sqlite_master WHERE tbl_name IN ('durin_client', 'durin_authtoken') ORDER BY "
               "name"
             : "SELECT table_name || column_name || data_type || coalesce(column_default, '') || is_identity "
               "FROM information_schema.columns WHERE table_name IN ('durin_client', 'durin_authtoken') "
               "ORDER BY table_name, ordinal_position");
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += rows[i].text(0) + "\n";
  }
  return text;
}

/// A site on which the original ran; `levels` are the migrations that it recorded.
std::unique_ptr<TestHouse> site_of_theirs(Engine engine, const std::vector<std::string>& levels,
                                          std::string& form_before) {
  const std::string url = fresh_database_url(engine);
  const bool sqlite = engine == Engine::kSqlite;
  {
    const auto before = durin_site_at(url, {{"systems.durin.enabled", false},
                                            {"rest_framework.default_authentication_classes",
                                             std::vector<std::string>{"BasicAuthentication"}}});
    load_users(*before);
    for (const std::string& sql : sqlite ? kSqlite : kPostgres) {
      before->query(sql);
    }
    for (const std::string& level : levels) {
      before->query("INSERT INTO django_migrations (app, name, applied) VALUES ('durin', $1, $2)",
                    {level, before->clock().now()});
    }
    form_before = form(*before, sqlite);
  }
  auto house = durin_site_at(url);
  house->clock().set(Instant(std::chrono::sys_days(std::chrono::year(2024) / 1 / 2)) + std::chrono::hours(3) +
                     Microseconds(678'901));
  return house;
}

TEST_P(DurinDatabase, TheirTablesAreLeftAsTheyAreAndUsed) {
  std::string before;
  const auto house = site_of_theirs(GetParam(), {"0001_initial", "0002_client_throttlerate"}, before);
  const bool sqlite = GetParam() == Engine::kSqlite;
  EXPECT_EQ(form(*house, sqlite), before);
  EXPECT_EQ(count(*house, "narvi_durin_clientsettings"), 0);

  EXPECT_EQ(status_of(*house, kTheirs), 200);
  EXPECT_EQ(durin_token(*house, "web"), kTheirs);
  EXPECT_EQ(ask(*house, "POST", "/durin/refresh/", kTheirs).body,
            R"({"expiry":"2024-01-03T03:00:00.678901Z"})");
  const http::Response cli = durin_login(*house, "cli");
  EXPECT_EQ(text_of(*http::json::read(cli.body), "expiry"), "2024-02-01T03:00:01.178901Z");
  EXPECT_EQ(text_of(*http::json::read(durin_login(*house, "dead").body), "expiry"),
            "2024-01-02T02:59:55.678901Z");

  // As they would read it.
  const char* const sql =
      sqlite ? "SELECT id, client_id, user_id, created, expiry FROM durin_authtoken "
               "ORDER BY id"
             : "SELECT id, client_id, user_id, to_char(created, 'YYYY-MM-DD HH24:MI:SS.US'), "
               "to_char(expiry, 'YYYY-MM-DD HH24:MI:SS.US') FROM durin_authtoken ORDER BY id";
  const database::Rows rows = house->query(sql);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].text(3), sqlite ? "2024-01-02 00:00:00" : "2024-01-02 00:00:00.000000");
  EXPECT_EQ(rows[0].text(4), "2024-01-03 03:00:00.678901");
  EXPECT_EQ(rows[1].integer(0), 42) << "their counter goes on";
  EXPECT_EQ(rows[1].text(3), "2024-01-02 03:00:00.678901");
  EXPECT_EQ(rows[1].text(4), "2024-02-01 03:00:01.178901");
  const database::Rows made = house->query("SELECT token FROM durin_authtoken WHERE id = 42");
  EXPECT_EQ(made.front().text(0).size(), 64U);
  EXPECT_EQ(made.front().text(0).find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST_P(DurinDatabase, LevelsOfEveryReleaseAreRecordedToTheEnd) {
  std::string before;
  for (const std::vector<std::string>& levels :
       {std::vector<std::string>{"0001_initial", "0002_client_throttlerate"},
        {"0001_initial", "0002_client_throttlerate", "0003_alter_client_token_ttl"}}) {
    const auto house = site_of_theirs(GetParam(), levels, before);
    EXPECT_EQ(house->query("SELECT name FROM django_migrations WHERE app = 'durin'").size(), 3U);
  }
}

TEST_P(DurinDatabase, OursTakesLifetimesAsTheirs) {
  const auto house = durin_site(GetParam());
  const bool sqlite = GetParam() == Engine::kSqlite;
  const std::string stored =
      house->query("SELECT CAST(token_ttl AS varchar(40)) FROM durin_client WHERE id = 2").front().text(0);
  EXPECT_EQ(stored, sqlite ? "2592000000000" : "30 days");
  EXPECT_EQ(house->query("SELECT name FROM django_migrations WHERE app = 'durin'").size(), 3U);
  EXPECT_EQ(house
                ->query("SELECT p.codename FROM auth_permission p JOIN django_content_type c ON c.id = "
                        "p.content_type_id WHERE c.app_label = 'durin'")
                .size(),
            8U);
}

TEST_P(DurinDatabase, ADeletedClientTakesItsSettingsAlong) {
  const auto house = durin_site(GetParam());
  house->query("INSERT INTO narvi_durin_clientsettings (client_id, settings) VALUES (1, '{}')");
  house->query("DELETE FROM durin_client WHERE id = 1");  // as their cascade does, which knows nothing of it
  EXPECT_EQ(count(*house, "narvi_durin_clientsettings"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinDatabase, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
