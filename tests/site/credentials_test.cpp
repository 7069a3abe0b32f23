// Every session and token of a user in one list: docs/guide/all-sessions.md.

#include <gtest/gtest.h>

#include <algorithm>

#include "database/sqlite/explain.h"
#include "io/suspend.h"
#include "systems/credentials/holdings.h"
#include "systems/credentials/orphans.h"
#include "systems/credentials/session_kind.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using http::json::Value;
using systems::credentials::public_id;

constexpr const char* kSessions = "/narvi/sessions/";
using Texts = std::vector<std::string>;

class Credentials : public BothEngines {
 protected:
  static std::unique_ptr<TestHouse> open(SettingChanges changes = {}) {
    changes["systems.credentials.enabled"] = true;
    changes["rest_framework.default_authentication_classes"] =
        Texts{"TokenAuthentication", "SessionAuthentication"};
    return token_site(GetParam(), std::move(changes));
  }
};

TestRequest with_token(std::string method, std::string target, std::string body = {}) {
  TestRequest request = json_request(std::move(method), std::move(target), std::move(body));
  request.headers.emplace_back("Authorization", std::string("Token ") + kAliceToken);
  return request;
}

Value json(const http::Response& response) {
  auto value = http::json::read(response.body);
  EXPECT_TRUE(value) << response.body;
  return value ? *value : Value();
}

std::vector<const http::json::Object*> entries(const Value& list) {
  std::vector<const http::json::Object*> found;
  if (list.array() != nullptr) {
    for (const Value& entry : *list.array()) {
      found.push_back(entry.object());
    }
  }
  return found;
}

std::string text(const http::json::Object& entry, std::string_view key) {
  const Value* const value = entry.find(key);
  return value == nullptr || value->text() == nullptr ? "(none)" : *value->text();
}

/// The kinds of the list, in its order.
Texts kinds(const http::Response& response) {
  Texts kinds;
  const Value list = json(response);
  for (const auto* entry : entries(list)) {
    kinds.push_back(text(*entry, "kind"));
  }
  return kinds;
}

TEST_P(Credentials, ListsSessionsAndTokensOfAllSystems) {
  const auto house = open();
  Browser home(*house);
  Browser phone(*house);
  ASSERT_EQ(home.login("alice", "wonderland").status, 200);
  ASSERT_EQ(phone.login("alice", "wonderland").status, 200);
  Browser other(*house);
  ASSERT_EQ(other.login("bob", "builder").status, 200);
  const http::Response answer = house->answer(with_token("GET", kSessions));
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
  const Texts expected{"authtoken", "session", "session"};
  Texts found = kinds(answer);
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, expected);
  EXPECT_EQ(answer.body.find(home.session_key()), std::string::npos) << "a key is a secret";
  EXPECT_EQ(answer.body.find(kAliceToken), std::string::npos);
}

TEST_P(Credentials, TellsWhatIsKnownOfEach) {
  const auto house = open();
  house->clock().set(Instant(Seconds(1'704'164'645)));
  TestRequest request = with_token("GET", kSessions);
  request.address = "192.0.2.77";
  request.headers.emplace_back("User-Agent", "curl/8\xE9");
  const Value list = json(house->answer(request));
  ASSERT_EQ(entries(list).size(), 1U);
  const http::json::Object& entry = *entries(list).front();
  EXPECT_EQ(text(entry, "id"), public_id("authtoken", "1"));
  EXPECT_TRUE(entry.find("client")->is_null());
  EXPECT_EQ(text(entry, "name"), "");
  EXPECT_TRUE(entry.find("expiry")->is_null());
  EXPECT_EQ(text(entry, "last_used"), "2024-01-02T03:04:05Z");
  EXPECT_EQ(text(entry, "address"), "192.0.2.0/24");
  EXPECT_EQ(text(entry, "user_agent"), "curl/8?");
  EXPECT_EQ(*entry.find("is_current")->boolean(), true);
}

TEST_P(Credentials, NotesAUseOnceAMinute) {
  const auto house = open();
  const auto last_used = [&] {
    const auto uses = systems::credentials::uses_of(house->house().services());
    EXPECT_TRUE(io::run_blocking(uses->write_all()));
    return house->query("SELECT last_used FROM narvi_credential WHERE kind = 'authtoken'")
        .front()
        .instant(0)
        .value();
  };
  const Instant minute = Instant(Seconds(1'704'164'640));
  for (const auto& [second, noted] : {std::pair(0, 0), {1, 0}, {59, 0}, {60, 60}, {119, 60}, {3600, 3600}}) {
    house->clock().set(minute + Seconds(second));
    ASSERT_EQ(house->answer(with_token("GET", "/narvi/user/")).status, 200);
    EXPECT_EQ(last_used(), minute + Seconds(noted));
  }
}

TEST_P(Credentials, EndsOne) {
  const auto house = open();
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const std::string session = kSessions + public_id("session", browser.session_key()) + "/";
  EXPECT_EQ(house->answer(with_token("GET", session)).status, 200);
  Browser bob(*house);
  ASSERT_EQ(bob.login("bob", "builder").status, 200);
  EXPECT_EQ(bob.send(json_request("DELETE", session)).status, 404) << "it is not his";
  EXPECT_EQ(browser.whoami(), "alice");
  EXPECT_EQ(house->answer(with_token("DELETE", session)).status, 204);
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(house->answer(with_token("DELETE", session)).status, 404);
  EXPECT_EQ(count(*house, "narvi_credential"), 2);  // of the token, and bob's
  EXPECT_EQ(house->answer(with_token("DELETE", std::string(kSessions) + "current/")).status, 204);
  EXPECT_EQ(house->answer(with_token("GET", kSessions)).status, 401);
}

TEST_P(Credentials, EndsTheOwnSessionAsALogoutDoes) {
  const auto house = open();
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const http::Response ended = browser.send(json_request("DELETE", std::string(kSessions) + "current/"));
  EXPECT_EQ(ended.status, 204);
  EXPECT_NE(set_cookie(ended, "sessionid").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(count(*house, "django_session"), 0);
}

TEST_P(Credentials, NeedsTheCsrfTokenOfABrowser) {
  const auto house = open();
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  browser.forget("csrftoken");
  EXPECT_EQ(browser.send(json_request("DELETE", kSessions)).status, 403);
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST_P(Credentials, EndsAllOrAllOthers) {
  const auto house = open();
  Browser browser(*house);
  Browser unnoted(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  ASSERT_EQ(unnoted.login("alice", "wonderland").status, 200);
  house->query("DELETE FROM narvi_credential");  // as sessions that Django made
  Browser bob(*house);
  ASSERT_EQ(bob.login("bob", "builder").status, 200);
  const http::Response others =
      browser.send(json_request("DELETE", std::string(kSessions) + "?keep_current=true"));
  EXPECT_EQ(others.body, R"({"ended":2})");
  EXPECT_EQ(browser.whoami(), "alice");
  EXPECT_EQ(unnoted.whoami(), "");
  const http::Response all = browser.send(json_request("DELETE", kSessions));
  EXPECT_EQ(all.body, R"({"ended":1})");
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(bob.whoami(), "bob");
}

TEST_P(Credentials, ASlipEndsNothing) {
  const auto house = open();
  for (const char* query : {"?clients=web", "?client=", "?keep_current=yes", "?keep_current", "?x=1",
                            "?kind=knox&kind=session"}) {
    EXPECT_EQ(house->answer(with_token("DELETE", kSessions + std::string(query))).status, 400) << query;
  }
  EXPECT_EQ(house->answer(with_token("DELETE", std::string(kSessions) + "?kind=none")).body,
            R"({"ended":0})");
  EXPECT_EQ(house->answer(with_token("GET", kSessions)).status, 200);
}

TEST_P(Credentials, GivesNames) {
  const auto house = open();
  const std::string current = std::string(kSessions) + "current/";
  const auto name = [&](const std::string& body) {
    return house->answer(with_token("PATCH", current, body));
  };
  EXPECT_EQ(text(*json(name(R"({"name":"Lötkolben"})")).object(), "name"), "Lötkolben");
  EXPECT_EQ(text(*json(house->answer(with_token("GET", current))).object(), "name"), "Lötkolben");
  EXPECT_EQ(name(R"({"name":")" + std::string(65, 'x') + "\"}").status, 400);
  EXPECT_EQ(name(R"({"name":"a\u0000b"})").status, 400);
  EXPECT_EQ(name(R"({"name":"\u001b[2J"})").status, 400) << "it would clear an operator's terminal";
  EXPECT_EQ(name("{}").status, 400);
  EXPECT_EQ(name(R"({"name":""})").status, 200);
  EXPECT_EQ(text(*json(house->answer(with_token("GET", current))).object(), "name"), "");
}

TEST_P(Credentials, WithoutMetadataNothingIsNoted) {
  const auto house = open({{"systems.credentials.metadata", false}});
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  EXPECT_EQ(kinds(house->answer(with_token("GET", kSessions))).size(), 2U)
      << "sessions are found by reading all";
  EXPECT_EQ(count(*house, "narvi_credential"), 0);
  EXPECT_EQ(house->answer(with_token("PATCH", std::string(kSessions) + "current/", R"({"name":"x"})")).status,
            403);
}

TEST_P(Credentials, WhatWasNotedGoesWhenMetadataAreSwitchedOff) {
  const auto house = open();
  ASSERT_EQ(kinds(house->answer(with_token("GET", kSessions))).size(), 1U);
  ASSERT_EQ(count(*house, "narvi_credential"), 1);
  const systems::credentials::Orphans orphans(house->house().services(),
                                              systems::credentials::Notes::kDeleteAll);
  EXPECT_EQ(io::run_blocking(orphans.remove(500)).value(), 1);
  EXPECT_EQ(count(*house, "narvi_credential"), 0);
}

TEST_P(Credentials, ALogoutIsToldOnceWhateverProvedTheRequest) {
  const auto house = open();
  int logouts = 0;
  house->house().accounts().events.user_logged_out.emplace_back(
      [&](const std::optional<accounts::User>& user) {
        logouts += user && user->username == "alice" ? 1 : 0;
      });
  EXPECT_EQ(house->answer(with_token("DELETE", std::string(kSessions) + "?kind=session")).status, 200);
  EXPECT_EQ(logouts, 0);
  EXPECT_EQ(house->answer(with_token("DELETE", kSessions)).body, R"({"ended":1})");
  EXPECT_EQ(logouts, 1);
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  EXPECT_EQ(browser.send(json_request("DELETE", kSessions)).body, R"({"ended":1})");
  EXPECT_EQ(logouts, 2);
}

TEST_P(Credentials, ManyNotesOfOneUserAreRead) {
  const auto house = open();
  ASSERT_EQ(kinds(house->answer(with_token("GET", kSessions))).size(), 1U);
  for (int n = 0; n < 300; ++n) {  // of a system that is off now
    house->query(
        "INSERT INTO narvi_credential (kind, ref, user_id, name, created, last_used, address, user_agent) "
        "VALUES ('other', $1, 1, '', $2, NULL, '', '')",
        {std::to_string(n), house->clock().now()});
  }
  const Value list = json(house->answer(with_token("GET", kSessions)));
  ASSERT_EQ(entries(list).size(), 1U);
  EXPECT_NE(text(*entries(list).front(), "last_used"), "(none)");
}

TEST(CredentialsExplain, SqliteUsesIndexes) {
  const auto house = token_site(Engine::kSqlite, {{"systems.credentials.enabled", true},
                                                  {"systems.authtoken.idle_lifetime", std::int64_t{3600}}});
  const rest::Services& services = house->house().services();
  const systems::credentials::SessionKind sessions(services, systems::credentials::uses_of(services));
  const systems::credentials::Holdings holdings(services, nullptr);
  const systems::authtoken::TokenStore tokens(services, systems::authtoken::Storage::kPlain);
  for (const database::Statement* statement :
       {&sessions.noted_statement(), &sessions.row_statement(), &holdings.notes_statement(),
        &tokens.find_statement(), &tokens.of_user_statement()}) {
    const auto uses =
        io::run_blocking(database::sqlite::explain_uses_index(house->house().database(), *statement));
    ASSERT_TRUE(uses.has_value()) << uses.error().message;
    EXPECT_TRUE(*uses) << statement->name();
  }
}

TEST_P(Credentials, AChangedPasswordTakesSessionsOffTheList) {
  const auto house = open();
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  ASSERT_EQ(kinds(house->answer(with_token("GET", kSessions))).size(), 2U);
  house->query("UPDATE auth_user SET password = '!' WHERE username = 'alice'");
  EXPECT_EQ(kinds(house->answer(with_token("GET", kSessions))).size(), 1U);
}

TEST_P(Credentials, NotesOfWhatHasGoneGo) {
  const auto house = open();
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  ASSERT_EQ(kinds(house->answer(with_token("GET", kSessions))).size(), 2U);
  const systems::credentials::Orphans orphans(house->house().services(), systems::credentials::Notes::kKeep);
  EXPECT_EQ(io::run_blocking(orphans.remove(500)).value(), 0);
  house->query("DELETE FROM django_session");
  EXPECT_EQ(io::run_blocking(orphans.remove(500)).value(), 1);
  house->query("DELETE FROM authtoken_token");
  EXPECT_EQ(io::run_blocking(orphans.remove(500)).value(), 1);
  EXPECT_EQ(count(*house, "narvi_credential"), 0);
}

TEST_P(Credentials, SaysWhoTheCallerIs) {
  const auto house = open();
  EXPECT_EQ(
      house->answer(with_token("GET", "/narvi/user/")).body,
      R"({"user":{"id":1,"username":"alice","email":"alice@example.com","first_name":"","last_name":"",)"
      R"("is_staff":false},"scheme":"token","client":null,"session":")" +
          public_id("authtoken", "1") + "\"}");
  EXPECT_EQ(house->answer(json_request("GET", "/narvi/user/")).status, 401);
}

TEST_P(Credentials, ATokenMayHaveALifetime) {
  const auto house = open(token_settings({{"lifetime", std::int64_t{3600}}}));
  const Instant made = Instant(Seconds(1'704'164'645));
  house->query("UPDATE authtoken_token SET created = $1", {made});
  house->clock().set(made + Seconds(3600));
  const http::Response last = house->answer(with_token("GET", kSessions));
  EXPECT_EQ(text(*entries(json(last)).front(), "expiry"), "2024-01-02T04:04:05Z");
  house->clock().advance(Microseconds(1));
  const http::Response ended = house->answer(with_token("GET", kSessions));
  EXPECT_EQ(ended.status, 401);
  EXPECT_EQ(ended.body, R"({"detail":"The given token has expired."})");
  EXPECT_NE(obtain(*house), kAliceToken) << "who asks again gets a new one";
  const auto* kind = house->house().services().credentials.find("authtoken");
  EXPECT_EQ(io::run_blocking(kind->count_expired()).value(), count(*house, "authtoken_token") - 1);
  EXPECT_GT(io::run_blocking(kind->delete_expired(500)).value(), 0);
  EXPECT_EQ(count(*house, "authtoken_token"), 1);
}

TEST_P(Credentials, ATokenThatNobodyUsesMayEnd) {
  const auto house = open(token_settings({{"idle_lifetime", std::int64_t{3600}}}));
  const Instant made = Instant(Seconds(1'704'164'640));
  house->query("UPDATE authtoken_token SET created = $1", {made});
  for (int hour = 0; hour < 5; ++hour) {  // each use lets it live on
    house->clock().set(made + Seconds(3500 * hour));
    ASSERT_EQ(house->answer(with_token("GET", kSessions)).status, 200) << hour;
  }
  const auto* kind = house->house().services().credentials.find("authtoken");
  const std::int64_t tokens = count(*house, "authtoken_token");
  EXPECT_EQ(io::run_blocking(kind->delete_expired(500)).value(), tokens - 1) << "the others were never used";
  house->clock().advance(Seconds(3600 + 121));
  EXPECT_EQ(house->answer(with_token("GET", kSessions)).status, 401);
  EXPECT_EQ(io::run_blocking(kind->delete_expired(500)).value(), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Credentials, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
