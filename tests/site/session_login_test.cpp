// What login and logout do to a session (contract sav §2.1, §2.2; django-auth §3.3).

#include <gtest/gtest.h>

#include "browser.h"

namespace narvi::tests {
namespace {

using Login = BothEngines;

TEST_P(Login, AnonymousDataIsKeptUnderANewKey) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.send({.method = "POST", .target = "/remember/colour/red/"});
  const std::string anonymous = browser.session_key();
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  EXPECT_NE(browser.session_key(), anonymous);
  EXPECT_FALSE(has_session(*house, anonymous));
  EXPECT_EQ(count(*house, "django_session"), 1);
  EXPECT_TRUE(
      session_json(*house, browser.session_key()).starts_with(R"({"colour":"red","_auth_user_id":"1",)"));
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST_P(Login, TheSameUserKeepsKeyAndData) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wonderland");
  browser.send({.method = "POST", .target = "/remember/colour/red/"});
  const std::string key = browser.session_key();
  const std::string csrf = browser.cookie("csrftoken");
  const http::Response again = browser.login("alice", "wonderland");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(browser.session_key(), key);
  EXPECT_NE(browser.cookie("csrftoken"), csrf) << "rotated";
  EXPECT_EQ(set_cookies(again).size(), 2U);
  EXPECT_EQ(browser.send({.target = "/recall/colour/"}).body, "red");
  EXPECT_EQ(count(*house, "django_session"), 1);
}

TEST_P(Login, AnotherUserFlushes) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wonderland");
  browser.send({.method = "POST", .target = "/remember/colour/red/"});
  const std::string key = browser.session_key();
  ASSERT_EQ(browser.login("bob", "builder").status, 200);
  EXPECT_NE(browser.session_key(), key);
  EXPECT_FALSE(has_session(*house, key));
  EXPECT_EQ(browser.whoami(), "bob");
  EXPECT_EQ(browser.send({.target = "/recall/colour/"}).body, "");
  EXPECT_EQ(count(*house, "django_session"), 1);
}

TEST_P(Login, AFailureLeavesEverything) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wonderland");
  const std::string key = browser.session_key();
  const std::string csrf = browser.cookie("csrftoken");
  EXPECT_TRUE(set_cookies(browser.login("bob", "wrong")).empty());
  EXPECT_EQ(browser.session_key(), key);
  EXPECT_EQ(browser.cookie("csrftoken"), csrf);
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST_P(Login, LastLoginIsWritten) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wrong");
  const std::string sql = "SELECT last_login FROM auth_user WHERE username = 'alice'";
  EXPECT_TRUE(house->query(sql).front().is_null(0));
  browser.login("alice", "wonderland");
  EXPECT_EQ(house->query(sql).front().instant(0), house->clock().now());
}

TEST_P(Login, ATokenFromBeforeTheLoginIsRefused) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wonderland");
  const std::string old = browser.cookie("csrftoken");
  browser.login("alice", "wonderland");
  TestRequest request{.method = "DELETE", .target = kLoginPath};
  request.headers = {
      {"Cookie", "sessionid=" + browser.session_key() + "; csrftoken=" + browser.cookie("csrftoken")},
      {"X-CSRFToken", old}};
  const http::Response refused = house->answer(request);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body,
            R"({"detail":"CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect."})");
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST_P(Login, LogoutEndsTheSessionAndKeepsTheCsrfCookie) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wonderland");
  const std::string key = browser.session_key();
  const std::string csrf = browser.cookie("csrftoken");
  EXPECT_EQ(browser.logout().status, 200);
  EXPECT_FALSE(has_session(*house, key));
  EXPECT_EQ(browser.session_key(), "");
  EXPECT_EQ(browser.cookie("csrftoken"), csrf);
  EXPECT_EQ(browser.logout().status, 200) << "harmless twice";
}

TEST_P(Login, APasswordChangeEndsTheSession) {
  const auto house = make_site(GetParam());
  Browser browser(*house);
  browser.login("alice", "wonderland");
  const std::string key = browser.session_key();
  house->query("UPDATE auth_user SET password = 'pbkdf2_sha256$1000$other$AAAA' WHERE username = 'alice'");
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_FALSE(has_session(*house, key));
  EXPECT_EQ(browser.session_key(), "");
}

TEST_P(Login, ASessionWithoutAHashEnds) {
  const auto house = make_site(GetParam());
  put_session(*house, "nohash00000000000000000000000000",
              R"({"_auth_user_id":"1","_auth_user_backend":"django.contrib.auth.backends.ModelBackend"})");
  Browser browser(*house);
  browser.set_cookie("sessionid", "nohash00000000000000000000000000");
  EXPECT_EQ(browser.whoami(), "");
  EXPECT_EQ(count(*house, "django_session"), 0);
}

struct Nobody {
  std::string why;
  std::string json;
};

TEST_P(Login, SessionsThatNameNobodyAreAnonymousAndStay) {
  const auto house = make_site(GetParam());
  const std::string alice = session_of_user(*house, 1);
  const std::string rest = alice.substr(alice.find(",\"_auth_user_backend\""));
  const std::string model = "django.contrib.auth.backends.ModelBackend";
  std::string unknown_backend = alice;
  unknown_backend.replace(unknown_backend.find(model), model.size(), "site.backends.Gone");
  const Nobody cases[] = {
      {"a deleted user", R"({"_auth_user_id":"999")" + rest},
      {"an inactive user", session_of_user(*house, 4)},
      {"a backend that is not configured", unknown_backend},
      {"not a number", R"({"_auth_user_id":"1; DROP")" + rest},
      {"a number beyond the column", R"({"_auth_user_id":"99999999999")" + rest},
      {"a number beyond every column", R"({"_auth_user_id":"99999999999999999999")" + rest},
      {"negative", R"({"_auth_user_id":"-1")" + rest},
      {"neither text nor a whole number", R"({"_auth_user_id":1.0)" + rest},
      {"a list", R"({"_auth_user_id":["1"])" + rest},
      {"NUL", R"({"_auth_user_id":"1\u0000")" + rest},
  };
  int number = 0;
  for (const Nobody& one : cases) {
    SCOPED_TRACE(one.why);
    const std::string key = "nobody000000000000000000000000" + std::to_string(10 + number++);
    put_session(*house, key, one.json);
    Browser browser(*house);
    browser.set_cookie("sessionid", key);
    const http::Response response = browser.send({.target = "/whoami/"});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "");
    EXPECT_TRUE(has_session(*house, key));
    EXPECT_EQ(browser.logout().status, 200) << "nobody needs no CSRF token";
    EXPECT_FALSE(has_session(*house, key));
  }
}

TEST_P(Login, BasicDoesNotLogIn) {
  const auto house = make_site(GetParam());
  TestRequest request{.method = "DELETE", .target = kLoginPath};
  request.headers = {{"Authorization", "Basic YWxpY2U6d29uZGVybGFuZA=="}};
  const http::Response response = house->answer(request);
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(set_cookies(response).empty());
  EXPECT_EQ(count(*house, "django_session"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, Login, testing::Values(Engine::kSqlite, Engine::kPostgres), engine_name);

}  // namespace
}  // namespace narvi::tests
