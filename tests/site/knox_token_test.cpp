// Tokens through the whole site: what the vectors do not show.

#include <gtest/gtest.h>

#include <thread>

#include "io/suspend.h"
#include "knox_site.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using KnoxTokens = BothEngines;
using Texts = std::vector<std::string>;

TEST_P(KnoxTokens, TheTableTellsNone) {
  const auto house = knox_site(GetParam());
  const std::string token = knox_token(*house);
  ASSERT_EQ(token.size(), 64U);
  const database::Rows rows = house->query("SELECT digest, token_key FROM knox_authtoken");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().text(0).size(), 128U);
  EXPECT_EQ(rows.front().text(1), token.substr(0, 15));
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  EXPECT_EQ(user_of_knox(*house, rows.front().text(0)), "") << "the digest is no token";
}

TEST_P(KnoxTokens, LogoutEndsOneAndLogoutAllTheOthers) {
  const auto house = knox_site(GetParam());
  const Texts tokens = {knox_token(*house), knox_token(*house), knox_token(*house)};
  const std::string bobs = knox_token(*house, "bob", "builder");
  EXPECT_EQ(post(*house, "/knox/logout/", "Token " + tokens[0]).status, 204);
  EXPECT_EQ(user_of_knox(*house, tokens[0]), "");
  EXPECT_EQ(user_of_knox(*house, tokens[1]), "alice");
  EXPECT_EQ(post(*house, "/knox/logoutall/", "Token " + tokens[1]).status, 204);
  EXPECT_EQ(user_of_knox(*house, tokens[2]), "");
  EXPECT_EQ(user_of_knox(*house, bobs), "bob");
}

TEST_P(KnoxTokens, WhatNoTokenCanBeIsNeverAnError) {
  const auto house = knox_site(GetParam(), {{"knox.legacy_digests", true}});
  knox_token(*house);
  for (const std::string& token : {std::string("\xE9"), std::string("a\0b", 3), std::string(8000, 'a'),
                                   std::string("\xC3\xA9"), std::string("0"), std::string("'\"%_\\")}) {
    EXPECT_EQ(user_of_knox(*house, token), "");
  }
}

TEST_P(KnoxTokens, CleanUpVerifiedWaitsForTheWholeToken) {
  const auto house = knox_site(GetParam(), {{"knox.clean_up", std::string("verified")}});
  const std::string old = knox_token(*house);
  house->clock().advance(Seconds(36001));
  const std::string token = knox_token(*house);
  const auto signals = expired_signals(*house);
  EXPECT_EQ(user_of_knox(*house, token.substr(0, 15) + std::string(49, '0')), "");
  EXPECT_EQ(count(*house, "knox_authtoken"), 2);
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  EXPECT_EQ(count(*house, "knox_authtoken"), 1);
  EXPECT_EQ(*signals, Texts{"other_token alice"});
  EXPECT_EQ(user_of_knox(*house, old), "");
}

TEST_P(KnoxTokens, CleanUpOffKeepsEveryRow) {
  const auto house = knox_site(GetParam(), {{"knox.clean_up", std::string("off")}});
  const std::string old = knox_token(*house);
  house->clock().advance(Seconds(36001));
  const std::string token = knox_token(*house);
  const auto signals = expired_signals(*house);
  EXPECT_EQ(user_of_knox(*house, old), "");
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  EXPECT_EQ(count(*house, "knox_authtoken"), 2);
  EXPECT_TRUE(signals->empty());
}

TEST_P(KnoxTokens, ManyUsesAtOnceRefreshOnce) {
  const auto house = knox_site(GetParam(), {{"knox.auto_refresh", true}});
  const std::string token = knox_token(*house);
  house->clock().advance(Seconds(3600));
  std::vector<std::thread> running;
  for (int number = 0; number < 8; ++number) {
    running.emplace_back([&] { EXPECT_EQ(user_of_knox(*house, token), "alice"); });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
  EXPECT_EQ(house->query("SELECT expiry FROM knox_authtoken").front().instant(0),
            house->clock().now() + Seconds(36000));
}

TEST_P(KnoxTokens, PasswordLoginWithoutASession) {
  const auto house = knox_site(
      GetParam(), {{"knox.login_mode", std::string("password")}, {"knox.user_fields", Texts{"id", "email"}}});
  const http::Response response =
      house->answer(json_request("POST", "/knox/login/", login_body("alice", "wonderland")));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_TRUE(set_cookies(response).empty());
  const auto body = http::json::read(response.body);
  EXPECT_EQ(*member(member(*body, "user"), "id").integer(), 1);
  EXPECT_EQ(user_of_knox(*house, text_of(*body, "token")), "alice");
  EXPECT_EQ(house->answer(json_request("POST", "/knox/login/", login_body("alice", "wrong"))).status, 400);
}

TEST_P(KnoxTokens, FallThroughLeavesForeignTokensToTheNextScheme) {
  const auto house = knox_site(GetParam(), {{"knox.fall_through", true},
                                            {"systems.authtoken.enabled", true},
                                            {"rest_framework.default_authentication_classes",
                                             Texts{"knox.auth.TokenAuthentication", "TokenAuthentication"}}});
  house->query("INSERT INTO authtoken_token (key, created, user_id) VALUES ('plain', $1, 2)",
               {house->clock().now()});
  EXPECT_EQ(post(*house, "/knox/login/", "Token plain").status, 200);
  EXPECT_EQ(post(*house, "/knox/login/", "Token neither").status, 401);
}

TEST_P(KnoxTokens, TellsAndMovesTheExpiryWhenAsked) {
  const auto house = knox_site(GetParam(), {{"knox.token_endpoints", true},
                                            {"knox.user_fields", Texts{"username"}},
                                            {"knox.auto_refresh_max_ttl", std::int64_t{40000}}});
  const auto set = [&](std::int64_t seconds) {
    house->clock().set(Instant(Seconds(1'800'000'000 + seconds)));
  };
  set(0);
  const std::string authorization = "Token " + knox_token(*house);
  TestRequest request{.target = "/knox/token/"};
  request.headers = {{"Authorization", authorization}};
  EXPECT_EQ(
      house->answer(request).body,
      R"({"created":"2027-01-15T08:00:00Z","expiry":"2027-01-15T18:00:00Z","user":{"username":"alice"}})");
  const auto refreshed = [&] {
    const http::Response response = post(*house, "/knox/refresh/", authorization);
    return response.status == 200 ? text_of(*http::json::read(response.body), "expiry") : response.body;
  };
  set(1);
  EXPECT_EQ(refreshed(), "2027-01-15T18:00:01Z");
  set(0);
  EXPECT_EQ(refreshed(), "2027-01-15T18:00:01Z") << "never back";
  set(30000);
  EXPECT_EQ(refreshed(), "2027-01-15T19:06:40Z") << "auto_refresh_max_ttl";
  set(40001);
  EXPECT_EQ(refreshed(), R"({"detail":"Invalid token."})");
}

TEST_P(KnoxTokens, EternalTokensStaySo) {
  const auto house =
      knox_site(GetParam(), {{"knox.token_endpoints", true}, {"knox.token_ttl", std::monostate()}});
  const std::string authorization = "Token " + knox_token(*house);
  const http::Response response = post(*house, "/knox/refresh/", authorization);
  EXPECT_NE(response.body.find(R"("expiry":null)"), std::string::npos) << response.body;
  EXPECT_EQ(knox_site(GetParam())->answer({.method = "POST", .target = "/knox/refresh/"}).status, 404);
}

TEST_P(KnoxTokens, AnotherTableTakesTheirPlace) {
  const auto house = knox_site(GetParam(), {{"knox.table", std::string("shop_device")}});
  house->query(
      "CREATE TABLE shop_device (digest varchar(128) PRIMARY KEY, token_key varchar(25) NOT NULL, "
      "created timestamp with time zone NOT NULL, expiry timestamp with time zone NULL, "
      "user_id integer NOT NULL REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED)");
  const std::string token = knox_token(*house);
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  EXPECT_EQ(count(*house, "shop_device"), 1);
  EXPECT_EQ(count(*house, "knox_authtoken"), 0);

  accounts::Accounts& accounts = house->house().accounts();
  const auto alice = io::run_blocking(accounts.users.find_by_name("alice")).value();
  const auto removed = io::run_blocking(accounts.removal->remove(*alice));
  ASSERT_TRUE(removed.has_value()) << removed.error().message;
  EXPECT_EQ(count(*house, "shop_device"), 0) << "tokens go with their user";
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxTokens, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
