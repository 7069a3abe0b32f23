// Contract drf §3.3: the Token scheme, on rows in clear and on digests.

#include <gtest/gtest.h>

#include "io/suspend.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using TokenScheme = BothEngines;

std::string detail(std::string_view text) {
  return R"({"detail":")" + std::string(text) + "\"}";
}

/// The tokens of the fixtures as digests.
void digest_rows(TestHouse& house) {
  const database::Rows rows = house.query("SELECT key FROM authtoken_token");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string key = rows[i].text(0);
    house.query("UPDATE authtoken_token SET key = $1 WHERE key = $2",
                {systems::authtoken::digest_of(key), key});
  }
}

TEST_P(TokenScheme, ATokenProvesItsUserInEitherForm) {
  for (const bool digested : {false, true}) {
    for (const auto& changes : {SettingChanges{}, digests()}) {
      const auto house = token_site(GetParam(), changes);
      if (digested) {
        digest_rows(*house);
      }
      const http::Response response = call_api(*house, std::string("Token ") + kAliceToken);
      EXPECT_EQ(response.status, 200);
      EXPECT_EQ(response.body, std::string(R"({"user":"alice","auth":")") + kAliceToken + "\"}");
      EXPECT_TRUE(set_cookies(response).empty());
    }
  }
}

TEST_P(TokenScheme, EveryRefusalHasItsText) {
  const std::string alice = kAliceToken;
  struct Case {
    std::string header;
    std::string_view text;
  };
  const Case cases[] = {
      {"", "Authentication credentials were not provided."},
      {"Bearer " + alice, "Authentication credentials were not provided."},
      {"Basic YWxpY2U6d29uZGVybGFuZA==", "Authentication credentials were not provided."},
      {"Token", "Invalid token header. No credentials provided."},
      {"Token a b", "Invalid token header. Token string should not contain spaces."},
      {"Token \xFF", "Invalid token header. Token string should not contain invalid characters."},
      {"Token " + alice.substr(1), "Invalid token."},
      {"Token " + alice + "0", "Invalid token."},
      {"Token " + alice + ",", "Invalid token."},
      {"Token 9944B09199C62BCF9418AD846DD0E4BBDFC6EE4B", "Invalid token."},
      {"Token 99%", "Invalid token."},
      {"Token " + std::string(4000, 'x'), "Invalid token."},
      {std::string("Token a\0b", 9), "Invalid token."},
      {"Token \xC3\xA9\xE2\x82\xAC", "Invalid token."},
  };
  for (const auto& changes : {SettingChanges{}, digests()}) {
    const auto house = token_site(GetParam(), changes);
    for (const Case& one : cases) {
      const http::Response response = call_api(*house, one.header);
      EXPECT_EQ(response.status, 401) << one.header;
      EXPECT_EQ(response.body, detail(one.text)) << one.header;
      EXPECT_EQ(header(response, "WWW-Authenticate"), "Token");
    }
  }
}

TEST_P(TokenScheme, InactiveAndDeletedUsers) {
  const auto house = token_site(GetParam());
  const std::string token = stored_key(*house, 3);
  ASSERT_NE(token, "");
  house->query("UPDATE auth_user SET is_active = $1 WHERE id = 3", {false});
  const http::Response inactive = call_api(*house, "Token " + token);
  EXPECT_EQ(inactive.status, 401);
  EXPECT_EQ(inactive.body, detail("User inactive or deleted."));
  house->query("DELETE FROM authtoken_token WHERE user_id = 1");
  EXPECT_EQ(call_api(*house, std::string("Token ") + kAliceToken).body, detail("Invalid token."));
}

TEST_P(TokenScheme, TheKeywordIsASetting) {
  const auto house = token_site(GetParam(), token_settings({{"keyword", std::string("Bearer")}}));
  EXPECT_EQ(call_api(*house, std::string("bearer ") + kAliceToken).status, 200);
  const http::Response other = call_api(*house, std::string("Token ") + kAliceToken);
  EXPECT_EQ(other.body, detail("Authentication credentials were not provided."));
  EXPECT_EQ(header(other, "WWW-Authenticate"), "Bearer");
}

TEST_P(TokenScheme, NoCsrfIsAskedOfATokenHolder) {
  const auto house = token_site(GetParam());
  TestRequest post{.method = "POST", .target = "/api/"};
  post.headers = {{"Authorization", std::string("Token ") + kAliceToken}};
  EXPECT_EQ(house->answer(post).status, 200);
}

TEST_P(TokenScheme, WhatStandsInADigestedRowOpensNothing) {
  for (const auto& changes : {SettingChanges{}, digests()}) {
    const auto house = token_site(GetParam(), changes);
    digest_rows(*house);
    const std::string stored = stored_key(*house);
    EXPECT_NE(stored.find(' '), std::string::npos);
    EXPECT_EQ(call_api(*house, "Token " + stored).status, 401);
    EXPECT_EQ(call_api(*house, "Token " + stored.substr(7)).status, 401);
    std::string glued = stored;
    glued[6] = '+';
    EXPECT_EQ(call_api(*house, "Token " + glued).status, 401);
    systems::authtoken::TokenStore store(house->house().services(), systems::authtoken::Storage::kPlain);
    EXPECT_FALSE(io::run_blocking(store.find(SecretText(stored)))->has_value());
  }
}

TEST_P(TokenScheme, ATokenThatTwoRowsClaimIsNobodys) {
  const auto house = token_site(GetParam());
  house->query("UPDATE authtoken_token SET key = $1 WHERE user_id = 2",
               {systems::authtoken::digest_of(kAliceToken)});
  EXPECT_EQ(user_of_token(*house, kAliceToken), "");
}

TEST_P(TokenScheme, ByItsClassNameOrItsPath) {
  for (const std::string name :
       {"TokenAuthentication", "rest_framework.authentication.TokenAuthentication"}) {
    const auto house = token_site(
        GetParam(), {{"rest_framework.default_authentication_classes", std::vector<std::string>{name}}});
    TestRequest request = json_request("POST", kObtainPath, login_body("alice", "wonderland"));
    request.headers.emplace_back("Authorization", "Token nothing");
    const http::Response response = house->answer(request);
    EXPECT_EQ(response.status, 401) << name;
    EXPECT_EQ(response.body, detail("Invalid token."));
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, TokenScheme, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
