// The session and CSRF cookies as settings and sessions ask for them (contract django-sessions-csrf §3.2,
// §3.5, §4).

#include <gtest/gtest.h>

#include "browser.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

struct Case {
  std::string name;
  SettingChanges changes;
  std::string session;  ///< pattern of the field at login
  std::string csrf;
  std::string deletion;
};

constexpr const char* kCsrf = "csrftoken=<random>; expires=<date>; Max-Age=31449600; Path=/; SameSite=Lax";
constexpr const char* kSession =
    "sessionid=<random>; expires=<date>; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax";
constexpr const char* kDeletion =
    "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax";

std::vector<Case> cases() {
  using Text = std::string;
  return {
      {"defaults", {}, kSession, kCsrf, kDeletion},
      {"names, domains, paths",
       {{"sessions.cookie_name", Text("sid")},
        {"sessions.cookie_domain", Text(".example.com")},
        {"sessions.cookie_path", Text("/app/")},
        {"csrf.cookie_name", Text("xsrf")},
        {"csrf.cookie_domain", Text("example.com")}},
       "sid=<random>; Domain=.example.com; expires=<date>; HttpOnly; Max-Age=1209600; Path=/app/; "
       "SameSite=Lax",
       "xsrf=<random>; Domain=example.com; expires=<date>; Max-Age=31449600; Path=/; SameSite=Lax",
       "sid=\"\"; Domain=.example.com; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/app/; "
       "SameSite=Lax"},
      {"secure, SameSite None, no HttpOnly",
       {{"sessions.cookie_secure", true},
        {"sessions.cookie_samesite", Text("None")},
        {"sessions.cookie_httponly", false},
        {"csrf.cookie_secure", true},
        {"csrf.cookie_httponly", true},
        {"csrf.cookie_samesite", Text("strict")}},
       "sessionid=<random>; expires=<date>; Max-Age=1209600; Path=/; SameSite=None; Secure",
       "csrftoken=<random>; expires=<date>; HttpOnly; Max-Age=31449600; Path=/; SameSite=strict; Secure",
       "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=None; Secure"},
      {"no SameSite",
       {{"sessions.cookie_samesite", Text()}, {"csrf.cookie_samesite", Text()}},
       "sessionid=<random>; expires=<date>; HttpOnly; Max-Age=1209600; Path=/",
       "csrftoken=<random>; expires=<date>; Max-Age=31449600; Path=/",
       "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/"},
      {"until the browser closes",
       {{"sessions.expire_at_browser_close", true}, {"csrf.cookie_age", std::monostate()}},
       "sessionid=<random>; HttpOnly; Path=/; SameSite=Lax",
       "csrftoken=<random>; Path=/; SameSite=Lax",
       kDeletion},
      {"ages",
       {{"sessions.cookie_age", std::int64_t{60}}, {"csrf.cookie_age", std::int64_t{3600}}},
       "sessionid=<random>; expires=<date>; HttpOnly; Max-Age=60; Path=/; SameSite=Lax",
       "csrftoken=<random>; expires=<date>; Max-Age=3600; Path=/; SameSite=Lax",
       kDeletion},
      {"Django 3.2", {{"compat.django", Text("3.2")}}, kSession, kCsrf, kDeletion},
  };
}

TEST(SessionCookie, AsTheSettingsSay) {
  for (const Case& one : cases()) {
    SCOPED_TRACE(one.name);
    const auto house = make_site(Engine::kSqlite, one.changes);
    const http::Response login =
        house->answer(json_request("POST", kLoginPath, login_body("alice", "wonderland")));
    const std::vector<std::string> cookies = set_cookies(login);
    ASSERT_EQ(cookies.size(), 2U);
    EXPECT_TRUE(matches_placeholders(one.csrf, cookies[0])) << cookies[0];
    EXPECT_TRUE(matches_placeholders(one.session, cookies[1])) << cookies[1];

    const auto pair = [](const std::string& field) { return field.substr(0, field.find(';')); };
    TestRequest request{.method = "DELETE", .target = kLoginPath};
    request.headers = {{"Cookie", pair(cookies[0]) + "; " + pair(cookies[1])},
                       {"X-CSRFToken", pair(cookies[0]).substr(cookies[0].find('=') + 1)}};
    const http::Response logout = house->answer(request);
    EXPECT_EQ(logout.status, 200) << logout.body;
    EXPECT_EQ(set_cookies(logout), std::vector<std::string>{one.deletion});
    EXPECT_EQ(count(*house, "django_session"), 0);
  }
}

TEST(SessionCookie, TheValueHasTheFormOfTheVersion) {
  const std::pair<std::string, std::size_t> cases_of_version[] = {{"3.2", 64}, {"4.2", 32}, {"5.2", 32}};
  for (const auto& [version, length] : cases_of_version) {
    const auto house = make_site(Engine::kSqlite, {{"compat.django", version}});
    Browser browser(*house);
    browser.login("alice", "wonderland");
    EXPECT_EQ(browser.cookie("csrftoken").size(), length) << version;
  }
}

struct Expiry {
  std::string stored;      ///< the value of _session_expiry
  std::string attributes;  ///< pattern of the field behind the key
  Seconds lives;           ///< of the row
};

using OwnExpiry = BothEngines;

TEST_P(OwnExpiry, IsHonoured) {
  const Expiry cases_of_expiry[] = {
      {"null", "; expires=<date>; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax", Seconds(1'209'600)},
      {"0", "; HttpOnly; Path=/; SameSite=Lax", Seconds(1'209'600)},
      {"300", "; expires=<date>; HttpOnly; Max-Age=300; Path=/; SameSite=Lax", Seconds(300)},
      {"-5", "; expires=<date>; HttpOnly; Max-Age=-5; Path=/; SameSite=Lax", Seconds(-5)},
  };
  for (const Expiry& one : cases_of_expiry) {
    SCOPED_TRACE(one.stored);
    const auto house = make_site(GetParam());
    const std::string key = "expiry00000000000000000000000000";
    put_session(*house, key, session_of_user(*house, 1, kSecretKey, ",\"_session_expiry\":" + one.stored));
    Browser browser(*house);
    browser.set_cookie("sessionid", key);
    const http::Response response = browser.send({.method = "POST", .target = "/remember/a/b/"});
    EXPECT_TRUE(
        matches_placeholders("sessionid=<random>" + one.attributes, set_cookie(response, "sessionid")))
        << set_cookie(response, "sessionid");
    const database::Rows rows = house->query("SELECT expire_date FROM django_session");
    EXPECT_EQ(rows.front().instant(0), house->clock().now() + one.lives);
  }
}

TEST_P(OwnExpiry, AnInstantEndsTheSessionThen) {
  const auto house = make_site(GetParam());
  const std::string key = "instant0000000000000000000000000";
  put_session(
      *house, key,
      session_of_user(*house, 1, kSecretKey, R"(,"_session_expiry":"2199-01-02T03:04:05.000678+00:00")"));
  Browser browser(*house);
  browser.set_cookie("sessionid", key);
  const http::Response response = browser.send({.method = "POST", .target = "/remember/a/b/"});
  EXPECT_NE(set_cookie(response, "sessionid").find("expires=Wed, 02 Jan 2199 03:04:0"), std::string::npos)
      << set_cookie(response, "sessionid");
  house->clock().set(*house->query("SELECT expire_date FROM django_session").front().instant(0) -
                     Microseconds(1));
  EXPECT_EQ(browser.whoami(), "alice");
  house->clock().advance(Microseconds(1));
  EXPECT_EQ(browser.whoami(), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, OwnExpiry, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
