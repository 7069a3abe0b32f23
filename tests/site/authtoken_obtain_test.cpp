// Contract drf §2.1: trading name and password for a token, and what Narvi adds to it.

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "io/suspend.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using ObtainToken = BothEngines;
using Texts = std::vector<std::string>;

constexpr const char* kWrong = R"({"non_field_errors":["Unable to log in with provided credentials."]})";

TEST_P(ObtainToken, TheTokenThereIsOrANewOne) {
  const auto house = token_site(GetParam());
  const http::Response response = ask_for_token(*house, "alice", "wonderland");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, std::string(R"({"token":")") + kAliceToken + "\"}");
  EXPECT_TRUE(set_cookies(response).empty());
  EXPECT_EQ(house->query("SELECT last_login FROM auth_user WHERE id = 1").front().is_null(0), true);
  house->query("DELETE FROM authtoken_token WHERE user_id = 1");
  const std::string made = obtain(*house);
  EXPECT_EQ(made.size(), 40U);
  EXPECT_EQ(made.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(stored_key(*house), made);
  EXPECT_EQ(obtain(*house), made);
  EXPECT_EQ(user_of_token(*house, made), "alice");
  EXPECT_EQ(house->query("SELECT created FROM authtoken_token WHERE user_id = 1").front().instant(0),
            house->clock().now());
}

TEST_P(ObtainToken, WhoeverIsNotProvenGetsNone) {
  const auto house = token_site(GetParam());
  const std::int64_t before = count(*house, "authtoken_token");
  for (const auto& [name, password] : {std::pair("alice", "nope"), std::pair("nobody", "wonderland"),
                                       std::pair("gone", "gone-pw"), std::pair("alice", " wonderland")}) {
    const http::Response response = ask_for_token(*house, name, password);
    EXPECT_EQ(response.status, 400) << name;
    EXPECT_EQ(response.body, kWrong) << name;
  }
  EXPECT_EQ(count(*house, "authtoken_token"), before);
}

TEST_P(ObtainToken, ManyAtOnceGetTheSame) {
  constexpr int kThreads = 8;
  for (const auto& changes : {SettingChanges{}, digests()}) {
    const auto house = token_site(GetParam(), changes);
    house->query("DELETE FROM authtoken_token");
    std::vector<std::string> tokens(kThreads);
    std::vector<std::thread> threads;
    for (std::string& token : tokens) {
      threads.emplace_back([&] { token = obtain(*house); });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), 1U);
    EXPECT_EQ(user_of_token(*house, tokens.front()), "alice");
    EXPECT_EQ(count(*house, "authtoken_token"), 1);
  }
}

TEST_P(ObtainToken, TheDocumentedVariant) {
  const auto house =
      token_site(GetParam(), token_settings({{"response_fields", Texts{"token", "user_id", "email"}}}));
  EXPECT_EQ(ask_for_token(*house, "alice", "wonderland").body,
            std::string(R"({"token":")") + kAliceToken + R"(","user_id":1,"email":"alice@example.com"})");
}

TEST_P(ObtainToken, AUserWhoGoesInBetweenIsAWrongLogin) {
  const auto house = token_site(GetParam());
  systems::authtoken::TokenStore store(house->house().services(), systems::authtoken::Storage::kPlain);
  const auto none = io::run_blocking(store.obtain(accounts::UserKey(4711)));
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, ErrorKind::kNotFound) << none.error().message;
}

TEST(ObtainTokenWire, WhatOptionsTells) {
  const auto house = token_site(Engine::kSqlite);
  const http::Response response = house->answer({.method = "OPTIONS", .target = kObtainPath});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Allow"), "POST, OPTIONS");
  EXPECT_EQ(
      response.body,
      R"({"name":"Obtain Auth Token","description":"","renders":["application/json"],"parses":[)"
      R"("application/x-www-form-urlencoded","multipart/form-data","application/json"],"actions":{"POST":{)"
      R"("username":{"type":"string","required":true,"read_only":false,"label":"Username"},)"
      R"("password":{"type":"string","required":true,"read_only":false,"label":"Password"},)"
      R"("token":{"type":"string","required":false,"read_only":true,"label":"Token"}}}})");
}

TEST(ObtainTokenWire, FormsAndRefusals) {
  const auto house = token_site(Engine::kSqlite);
  TestRequest form{.method = "POST", .target = kObtainPath};
  form.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  form.body = "username=alice&password=wonderland";
  EXPECT_EQ(house->answer(form).status, 200);
  const http::Response get = house->answer({.method = "GET", .target = kObtainPath});
  EXPECT_EQ(get.status, 405);
  EXPECT_EQ(get.body, R"({"detail":"Method \"GET\" not allowed."})");
  EXPECT_EQ(house->answer(json_request("POST", kObtainPath, "{}")).body,
            R"({"username":["This field is required."],"password":["This field is required."]})");
  TestRequest html = json_request("POST", kObtainPath, login_body("alice", "wonderland"));
  html.headers.emplace_back("Accept", "text/html");
  EXPECT_EQ(house->answer(html).status, 406);
}

TEST(ObtainTokenLimits, ByAddressWhoeverIsNamed) {
  const auto house =
      token_site(Engine::kSqlite, token_settings({{"throttle_address", std::string("2/min")}}));
  EXPECT_EQ(ask_for_token(*house, "alice", "nope").status, 400);
  EXPECT_EQ(ask_for_token(*house, "bob", "builder").status, 200);
  EXPECT_EQ(house->answer({.method = "OPTIONS", .target = kObtainPath}).status, 200);
  const http::Response refused = ask_for_token(*house, "alice", "wonderland");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.body, R"({"detail":"Request was throttled. Expected available in 60 seconds."})");
  EXPECT_EQ(header(refused, "Retry-After"), "60");
  EXPECT_EQ(ask_for_token(*house, "alice", "wonderland", "192.0.2.1").status, 200);
  house->clock().advance(Seconds(60));
  EXPECT_EQ(ask_for_token(*house, "alice", "wonderland").status, 200);
}

TEST(ObtainTokenLimits, ByAccountFromWherever) {
  const auto house =
      token_site(Engine::kSqlite, token_settings({{"throttle_account", std::string("2/15m")}}));
  EXPECT_EQ(ask_for_token(*house, "alice", "nope", "192.0.2.1").status, 400);
  EXPECT_EQ(ask_for_token(*house, "ALICE", "nope", "192.0.2.2").status, 400) << "another spelling";
  EXPECT_EQ(ask_for_token(*house, "alice", "wonderland", "192.0.2.3").status, 429);
  EXPECT_EQ(ask_for_token(*house, "bob", "builder").status, 200);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ask_for_token(*house, "nobody", "nope").status, 400);
  }
  EXPECT_EQ(ask_for_token(*house, "nobody", "nope").status, 429) << "unknown names as known ones";
  EXPECT_EQ(house->answer(json_request("POST", kObtainPath, R"({"username":"alice"})")).status, 400)
      << "what names no attempt is not counted";
}

INSTANTIATE_TEST_SUITE_P(Engines, ObtainToken, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
