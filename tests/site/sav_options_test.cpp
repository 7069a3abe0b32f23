// sav's opt-in settings besides statuses and limits: enforce_login_csrf, csrf_endpoint, no_store
// (contract sav §7.3, §9; django-sessions-csrf §3.4).

#include <gtest/gtest.h>

#include "accounts/csrf_token.h"
#include "browser.h"

namespace narvi::tests {
namespace {

constexpr const char* kCsrfPath = "/auth-session/csrf/";
const std::string kSecret(32, 'k');
const std::string kMask = "abcdefghijklmnopqrstuvwxyzABCDEF";

TEST(LoginCsrf, AnonymousLoginsNeedTheToken) {
  const auto house = make_site(
      Engine::kSqlite, {{"systems.sav.enforce_login_csrf", true}, {"systems.sav.csrf_endpoint", true}});
  Browser browser(*house);
  const http::Response refused = browser.login("alice", "wonderland");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, R"({"detail":"CSRF Failed: CSRF cookie not set."})");
  EXPECT_TRUE(set_cookies(refused).empty());
  EXPECT_EQ(count(*house, "django_session"), 0);

  ASSERT_EQ(browser.send({.target = kCsrfPath}).status, 200);
  const std::string before = browser.cookie("csrftoken");
  EXPECT_EQ(before.size(), 32U);
  EXPECT_EQ(browser.login("alice", "wonderland").status, 200);
  EXPECT_NE(browser.cookie("csrftoken"), before) << "a login rotates the secret";
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST(LoginCsrf, TheFormFieldCounts) {
  const auto house = make_site(Engine::kSqlite, {{"systems.sav.enforce_login_csrf", true}});
  TestRequest request{.method = "POST", .target = kLoginPath};
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Cookie", "csrftoken=" + kSecret}};
  request.body = "username=alice&password=wonderland&csrfmiddlewaretoken=" + kSecret;
  EXPECT_EQ(house->answer(request).status, 200);
  request.body = "username=alice&password=wonderland&csrfmiddlewaretoken=" + kMask;
  EXPECT_EQ(house->answer(request).body, R"({"detail":"CSRF Failed: CSRF token from POST incorrect."})");
}

TEST(LoginCsrf, ForeignOriginIsRefused) {
  const auto house = make_site(Engine::kSqlite, {{"systems.sav.enforce_login_csrf", true}});
  Browser browser(*house);
  browser.set_cookie("csrftoken", kSecret);
  TestRequest request = json_request("POST", kLoginPath, login_body("alice", "wonderland"));
  request.headers.emplace_back("Origin", "https://evil.example");
  EXPECT_EQ(browser.send(request).body,
            R"({"detail":"CSRF Failed: Origin checking failed - https://evil.example does not match any )"
            R"(trusted origins."})");
}

TEST(CsrfEndpoint, IsOptIn) {
  EXPECT_EQ(make_site(Engine::kSqlite)->answer({.target = kCsrfPath}).status, 404);
}

TEST(CsrfEndpoint, SetsTheCookie) {
  const auto house = make_site(Engine::kSqlite, {{"systems.sav.csrf_endpoint", true}});
  const http::Response response = house->answer({.target = kCsrfPath});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(header(response, "Vary"), "Cookie");
  ASSERT_EQ(set_cookies(response).size(), 1U);
  EXPECT_NE(set_cookies(response)[0].find("; Max-Age=31449600; Path=/; SameSite=Lax"), std::string::npos);
  EXPECT_EQ(count(*house, "django_session"), 0);
}

TEST(CsrfEndpoint, KeepsAGoodSecretAndReplacesABadOne) {
  const auto house = make_site(Engine::kSqlite, {{"systems.sav.csrf_endpoint", true}});
  Browser browser(*house);
  browser.set_cookie("csrftoken", kSecret);
  EXPECT_NE(set_cookie(browser.send({.target = kCsrfPath}), "csrftoken"), "") << "sent again: it lives on";
  EXPECT_EQ(browser.cookie("csrftoken"), kSecret);
  for (const std::string bad : {"short", "", "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"}) {
    browser.set_cookie("csrftoken", bad);
    browser.send({.target = kCsrfPath});
    EXPECT_EQ(browser.cookie("csrftoken").size(), 32U) << bad;
    EXPECT_NE(browser.cookie("csrftoken"), bad);
  }
}

TEST(CsrfEndpoint, SpeaksTheFormOfTheVersion) {
  const std::string token = accounts::mask_csrf_secret(kSecret, kMask);
  ASSERT_EQ(token.size(), 64U);
  const auto newer = make_site(Engine::kSqlite, {{"systems.sav.csrf_endpoint", true}});
  Browser browser(*newer);
  browser.set_cookie("csrftoken", token);
  browser.send({.target = kCsrfPath});
  EXPECT_EQ(browser.cookie("csrftoken"), kSecret) << "64 characters of an older Django become its secret";

  const auto older = make_site(Engine::kSqlite,
                               {{"systems.sav.csrf_endpoint", true}, {"compat.django", std::string("3.2")}});
  Browser old_browser(*older);
  old_browser.set_cookie("csrftoken", kSecret);
  old_browser.send({.target = kCsrfPath});
  EXPECT_EQ(old_browser.cookie("csrftoken").size(), 64U);
  EXPECT_EQ(accounts::csrf_secret_of(old_browser.cookie("csrftoken")), kSecret);
}

TEST(CsrfEndpoint, DoesNotTouchTheSession) {
  const auto house = make_site(Engine::kSqlite, {{"systems.sav.csrf_endpoint", true}});
  Browser browser(*house);
  browser.set_cookie("sessionid", "an-unknown-key-of-a-browser");
  const http::Response response = browser.send({.target = kCsrfPath});
  // Django's ensure_csrf_cookie does not read the session, so it does not notice that the key is unknown.
  EXPECT_EQ(set_cookie(response, "sessionid"), "");
}

TEST(CsrfInSessions, TheSecretLivesInTheSession) {
  const auto house = make_site(Engine::kSqlite, {{"csrf.use_sessions", true},
                                                 {"systems.sav.csrf_endpoint", true},
                                                 {"systems.sav.enforce_login_csrf", true}});
  Browser browser(*house);
  const http::Response first = browser.send({.target = kCsrfPath});
  ASSERT_EQ(set_cookies(first).size(), 1U) << "the session's only";
  const std::string anonymous = browser.session_key();
  const std::string stored = session_json(*house, anonymous);
  ASSERT_TRUE(stored.starts_with(R"({"_csrftoken":")")) << stored;
  const std::string secret = stored.substr(15, 32);

  EXPECT_EQ(browser.login("alice", "wonderland").status, 403);
  TestRequest request = json_request("POST", kLoginPath, login_body("alice", "wonderland"));
  request.headers.emplace_back("X-CSRFToken", secret);
  const http::Response login = browser.send(request);
  EXPECT_EQ(login.status, 200);
  EXPECT_EQ(set_cookie(login, "csrftoken"), "");
  EXPECT_FALSE(has_session(*house, anonymous));
  const std::string after = session_json(*house, browser.session_key());
  EXPECT_EQ(after.find(secret), std::string::npos) << "rotated: " << after;
  EXPECT_NE(after.find("_csrftoken"), std::string::npos);
}

TEST(NoStore, IsSentWithEveryAnswerOfTheHandlers) {
  const auto house =
      make_site(Engine::kSqlite, {{"systems.sav.no_store", true}, {"systems.sav.csrf_endpoint", true}});
  Browser browser(*house);
  EXPECT_EQ(header(browser.login("alice", "nope"), "Cache-Control"), "no-store");
  EXPECT_EQ(header(browser.login("alice", "wonderland"), "Cache-Control"), "no-store");
  EXPECT_EQ(header(browser.send({.target = kCsrfPath}), "Cache-Control"), "no-store");
  EXPECT_EQ(header(browser.logout(), "Cache-Control"), "no-store");
  EXPECT_EQ(header(browser.send({.target = kLoginPath}), "Cache-Control"), "no-store") << "405";
  EXPECT_EQ(
      header(make_site(Engine::kSqlite)->answer({.method = "DELETE", .target = kLoginPath}), "Cache-Control"),
      "");
}

}  // namespace
}  // namespace narvi::tests
