// A site with a user model of its own: UUID keys, mail address as the name to log in with, no other columns
// than needed ([users]; design §3).

#include <gtest/gtest.h>

#include "browser.h"
#include "database/postgres/postgres.h"
#include "database/sqlite/sqlite.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

constexpr const char* kMember = "0f8fad5b-d9cb-469f-a165-70867728950e";
constexpr const char* kPassword =
    "pbkdf2_sha256$1000$saltalice0001abcdefghi$jljQyh3Mobarx5z+uB4AqCWcDjLhF1wMStsqf04Dszs=";

/// Makes the site's own table, which must be there before Narvi's migrations refer to it.
void create_table(const std::string& url, const std::string& sql) {
  std::unique_ptr<database::Database> database;
  if (url.starts_with("sqlite:")) {
    database::sqlite::Options options;
    options.path = url.substr(7);
    database = database::sqlite::open(std::move(options)).value();
  } else {
    database::postgres::Options options;
    options.url = SecretText(url);
    database = database::postgres::open(std::move(options), {}).value();
  }
  const database::Statement statement("test.create_table", sql);
  ASSERT_TRUE(io::run_blocking(database->write(statement, {})).has_value()) << sql;
}

SettingChanges members() {
  using Text = std::string;
  return {{"users.table", Text("club_member")},       {"users.id_type", Text("uuid")},
          {"users.id_field", Text("member_id")},      {"users.username_field", Text("email")},
          {"users.first_name_field", Text()},         {"users.last_name_field", Text()},
          {"users.is_active_field", Text("enabled")}, {"users.is_staff_field", Text()},
          {"users.is_superuser_field", Text()},       {"users.date_joined_field", Text()}};
}

std::unique_ptr<TestHouse> club(Engine engine, SettingChanges more = {}) {
  SettingChanges changes = members();
  for (auto& [name, value] : more) {
    changes[name] = std::move(value);
  }
  const std::string url = fresh_database_url(engine);
  const bool sqlite = engine == Engine::kSqlite;
  create_table(
      url,
      sqlite ? "CREATE TABLE club_member (member_id char(32) NOT NULL PRIMARY KEY, email varchar(254) NOT "
               "NULL UNIQUE, password varchar(128) NOT NULL, enabled bool NOT NULL, last_login datetime NULL)"
             : "CREATE TABLE club_member (member_id uuid NOT NULL PRIMARY KEY, email varchar(254) NOT NULL "
               "UNIQUE, password varchar(128) NOT NULL, enabled boolean NOT NULL, last_login timestamptz "
               "NULL)");
  auto house = make_site_at(url, std::move(changes));
  const auto key = accounts::parse_user_key(kMember, accounts::UserKeyType::kUuid);
  house->query("INSERT INTO club_member (member_id, email, password, enabled) VALUES ($1, $2, $3, $4)",
               {key->value(), std::string("alice@example.com"), std::string(kPassword), true});
  return house;
}

using CustomUsers = BothEngines;

TEST_P(CustomUsers, LogInStayAndLogOut) {
  const auto house = club(GetParam());
  Browser browser(*house);
  EXPECT_EQ(browser.login("alice", "wonderland").status, 400);
  ASSERT_EQ(browser.login("alice@example.com", "wonderland").status, 200);
  const std::string data = session_json(*house, browser.session_key());
  EXPECT_NE(data.find(std::string(R"("_auth_user_id":")") + kMember + "\""), std::string::npos) << data;
  EXPECT_EQ(browser.whoami(), "alice@example.com");
  EXPECT_EQ(house->query("SELECT last_login FROM club_member").front().instant(0), house->clock().now());
  const std::string key = browser.session_key();
  EXPECT_EQ(browser.login("alice@example.com", "wonderland").status, 200);
  EXPECT_EQ(browser.session_key(), key) << "the same user";
  EXPECT_EQ(browser.logout().status, 200);
  EXPECT_EQ(count(*house, "django_session"), 0);
}

TEST_P(CustomUsers, TheConfiguredFlagCounts) {
  const auto house = club(GetParam());
  Browser browser(*house);
  browser.login("alice@example.com", "wonderland");
  house->query("UPDATE club_member SET enabled = $1", {false});
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(browser.login("alice@example.com", "wonderland").status, 400);
}

TEST_P(CustomUsers, WithoutFlagAndLastLogin) {
  const auto house =
      club(GetParam(), {{"users.is_active_field", std::string()}, {"users.last_login_field", std::string()}});
  house->query("UPDATE club_member SET enabled = $1", {false});
  Browser browser(*house);
  EXPECT_EQ(browser.login("alice@example.com", "wonderland").status, 200) << "every user is active";
  EXPECT_EQ(browser.whoami(), "alice@example.com");
  EXPECT_TRUE(house->query("SELECT last_login FROM club_member").front().is_null(0));
}

TEST_P(CustomUsers, SessionsOfIntegerKeysNameNobody) {
  const auto house = club(GetParam());
  put_session(*house, "integer0000000000000000000000000",
              R"({"_auth_user_id":"1","_auth_user_backend":"django.contrib.auth.backends.ModelBackend",)"
              R"("_auth_user_hash":"x"})");
  Browser browser(*house);
  browser.set_cookie("sessionid", "integer0000000000000000000000000");
  EXPECT_EQ(browser.whoami(), "");
}

TEST_P(CustomUsers, OfSixtyFourBits) {
  // BigAutoField, or ids that another service hands out.
  const std::string url = fresh_database_url(GetParam());
  const std::string columns =
      " NOT NULL PRIMARY KEY, username varchar(150) NOT NULL UNIQUE, password varchar(128) NOT NULL, "
      "email varchar(254) NOT NULL, first_name varchar(150) NOT NULL, last_name varchar(150) NOT NULL, "
      "is_active boolean NOT NULL, is_staff boolean NOT NULL, is_superuser boolean NOT NULL, ";
  create_table(url, GetParam() == Engine::kSqlite ? "CREATE TABLE big_user (id integer" + columns +
                                                        "last_login datetime, date_joined datetime)"
                                                  : "CREATE TABLE big_user (id bigint" + columns +
                                                        "last_login timestamptz, date_joined timestamptz)");
  const auto house = make_site_at(url, {{"users.table", std::string("big_user")}});
  house->query(
      "INSERT INTO big_user (id, username, password, email, first_name, last_name, is_active, is_staff, "
      "is_superuser) VALUES (1234567890123456789, 'alice', $1, '', '', '', TRUE, FALSE, FALSE)",
      {std::string(kPassword)});
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  EXPECT_EQ(browser.whoami(), "alice");
}

INSTANTIATE_TEST_SUITE_P(Engines, CustomUsers, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
