// The CSRF secret on its way through cookies and sessions, version by version (contract django-sessions-csrf
// §3.4, and Csrf in §8); the check itself has its vectors in accounts/csrf_check_test.cpp.

#include <gtest/gtest.h>

#include "accounts/csrf_token.h"
#include "browser.h"

namespace narvi::tests {
namespace {

using Text = std::string;
using accounts::csrf_secret_of;

const Text kSecret = "lcccccccX2kcccccccY2jcccccccssIC";
const Text kMasked =
    "1bcdefghij2bcdefghij3bcdefghij4bcdefghij5bcdefghij6bcdefghijABCD";  // of the same secret
const Text kVersions[] = {"3.2", "4.2", "5.2", "6.1"};

std::unique_ptr<TestHouse> site(const Text& version, SettingChanges changes = {}) {
  changes["compat.django"] = version;
  return make_site(Engine::kSqlite, std::move(changes));
}

http::Response get(Browser& browser, Text target) {
  return browser.send({.target = std::move(target)});
}

/// The value that a Set-Cookie field gives the CSRF cookie; "" if it is not set.
Text sent(const http::Response& response) {
  const Text field = set_cookie(response, "csrftoken");
  return field.empty() ? field : field.substr(10, field.find(';') - 10);
}

/// A POST with that cookie and that header, neither if empty.
http::Response checked(TestHouse& house, const Text& cookie, const Text& token) {
  TestRequest request{.method = "POST", .target = "/checked/"};
  if (!cookie.empty()) {
    request.headers.emplace_back("Cookie", cookie);
  }
  if (!token.empty()) {
    request.headers.emplace_back("X-CSRFToken", token);
  }
  return house.answer(request);
}

bool is_old(const Text& version) {
  return version == "3.2";
}

TEST(CsrfCookie, IsSentWhenTheTokenIsUsed) {
  for (const Text& version : kVersions) {
    SCOPED_TRACE(version);
    const auto house = site(version);
    Browser browser(*house);
    const http::Response plain = get(browser, "/plain/");
    EXPECT_TRUE(set_cookies(plain).empty());
    EXPECT_EQ(header(plain, "Vary").find("Cookie"), Text::npos);

    const http::Response first = get(browser, "/token/");
    EXPECT_EQ(sent(first).size(), is_old(version) ? 64U : 32U);
    EXPECT_NE(header(first, "Vary").find("Cookie"), Text::npos);
    ASSERT_EQ(first.body.size(), 64U);
    EXPECT_EQ(csrf_secret_of(first.body), csrf_secret_of(sent(first)));

    const http::Response second = get(browser, "/token/");
    EXPECT_NE(second.body, first.body) << "masked anew";
    EXPECT_EQ(csrf_secret_of(second.body), csrf_secret_of(first.body));
    EXPECT_EQ(sent(second), sent(first)) << "renewed, not changed";
    EXPECT_TRUE(set_cookies(get(browser, "/plain/")).empty());
    EXPECT_EQ(checked(*house, "csrftoken=" + sent(first), second.body).status, 200);
  }
}

TEST(CsrfCookie, TheOtherFormIsReadAndReplacedWhenSent) {
  for (const Text& version : kVersions) {
    SCOPED_TRACE(version);
    const auto house = site(version);
    for (const Text& cookie : {kSecret, kMasked}) {
      Browser browser(*house);
      browser.set_cookie("csrftoken", cookie);
      EXPECT_TRUE(set_cookies(get(browser, "/plain/")).empty());
      const http::Response used = get(browser, "/token/");
      EXPECT_EQ(csrf_secret_of(used.body), kSecret);
      EXPECT_EQ(csrf_secret_of(sent(used)), kSecret);
      EXPECT_EQ(sent(used).size(), is_old(version) ? 64U : 32U);
      if (cookie.size() == sent(used).size()) {
        EXPECT_EQ(sent(used), cookie);
      }
      for (const Text& token : {kSecret, kMasked, used.body}) {
        EXPECT_EQ(checked(*house, "csrftoken=" + cookie, token).status, 200) << token;
      }
    }
  }
}

TEST(CsrfCookie, AnInvalidOneIsReplaced) {
  for (const Text& version : kVersions) {
    for (const Text& bad : {Text(16, 'a'), Text(32, '!'), Text(100'000, 'a'), Text("\"\"")}) {
      SCOPED_TRACE(version + " " + bad.substr(0, 40));
      const auto house = site(version);
      Browser browser(*house);
      browser.set_cookie("csrftoken", bad);
      const Text unused = sent(get(browser, "/plain/"));
      EXPECT_EQ(unused.size(), is_old(version) ? 0U : 32U) << "3.2 sends it only if the token is used";
      browser.set_cookie("csrftoken", bad);
      const http::Response used = get(browser, "/token/");
      EXPECT_EQ(sent(used).size(), is_old(version) ? 64U : 32U);
      EXPECT_EQ(csrf_secret_of(used.body), csrf_secret_of(sent(used)));
      const http::Response refused = checked(*house, "csrftoken=" + bad, kMasked);
      EXPECT_EQ(refused.status, 403);
      EXPECT_EQ(sent(refused).empty(), is_old(version));
    }
  }
}

TEST(CsrfCookie, AGoodOneIsNotReplaced) {
  for (const Text& version : kVersions) {
    const auto house = site(version);
    EXPECT_TRUE(set_cookies(checked(*house, "csrftoken=" + kSecret, kMasked)).empty()) << "accepted";
    EXPECT_TRUE(set_cookies(checked(*house, "csrftoken=" + kSecret, Text(64, 'b'))).empty()) << "refused";
  }
}

TEST(CsrfCookie, MaskedBySetting) {
  const auto house = site("4.2", {{"csrf.cookie_masked", true}});
  Browser browser(*house);
  const http::Response first = get(browser, "/token/");
  EXPECT_EQ(sent(first).size(), 64U);
  EXPECT_EQ(csrf_secret_of(first.body), csrf_secret_of(sent(first)));
  EXPECT_EQ(sent(get(browser, "/token/")), csrf_secret_of(sent(first)))
      << "only new secrets are masked; a renewed cookie holds the secret, as upstream";
  browser.login("alice", "wonderland");
  EXPECT_EQ(browser.cookie("csrftoken").size(), 64U) << "rotated";
}

struct Token {
  Text token;
  Text reason;  ///< of 4.0 and later; 3.2 has one for all
};

TEST(CsrfToken, Refusals) {
  const Token cases[] = {
      {"", "CSRF token missing."},
      {Text(16, 'a'), "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."},
      {Text(100'000, 'a'), "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."},
      {Text(64, '*'), "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters."},
      {Text(32, 'b'), "CSRF token from the 'X-Csrftoken' HTTP header incorrect."},
  };
  for (const Text& version : kVersions) {
    const auto house = site(version);
    for (const Token& one : cases) {
      const http::Response response = checked(*house, "csrftoken=" + kSecret, one.token);
      EXPECT_EQ(response.status, 403);
      EXPECT_EQ(response.body, is_old(version) ? "CSRF token missing or incorrect." : one.reason);
    }
    EXPECT_EQ(checked(*house, "", kMasked).body, "CSRF cookie not set.");
  }
}

TEST(CsrfToken, TheHeaderOfTheSettings) {
  const auto house = site("5.2", {{"csrf.header_name", Text("HTTP_X_XSRF_TOKEN")}});
  EXPECT_EQ(checked(*house, "csrftoken=" + kSecret, kMasked).body, "CSRF token missing.");
  TestRequest request{.method = "POST", .target = "/checked/"};
  request.headers = {{"Cookie", "csrftoken=" + kSecret}, {"X-XSRF-Token", kMasked}};
  EXPECT_EQ(house->answer(request).body, "accepted");
  request.headers[1].second = Text(32, 'b');
  EXPECT_EQ(house->answer(request).body, "CSRF token from the 'X-Xsrf-Token' HTTP header incorrect.");
}

using CsrfInSessions = BothEngines;

Text stored(TestHouse& house, const Text& key) {
  const Text json = session_json(house, key);
  const Text name = "\"_csrftoken\":\"";
  const std::size_t start = json.find(name);
  return start == Text::npos
             ? Text()
             : json.substr(start + name.size(), json.find('"', start + name.size()) - start - name.size());
}

std::unique_ptr<TestHouse> session_site(Engine engine, const Text& version) {
  return make_site(engine, {{"csrf.use_sessions", true}, {"compat.django", version}});
}

TEST_P(CsrfInSessions, TheSecretLivesInTheSession) {
  for (const Text& version : kVersions) {
    SCOPED_TRACE(version);
    const auto house = session_site(GetParam(), version);
    Browser browser(*house);
    EXPECT_TRUE(set_cookies(get(browser, "/plain/")).empty());
    const http::Response used = get(browser, "/token/");
    ASSERT_EQ(set_cookies(used).size(), 1U) << "the session's";
    const Text key = browser.session_key();
    EXPECT_EQ(stored(*house, key).size(), is_old(version) ? 64U : 32U);
    EXPECT_EQ(csrf_secret_of(stored(*house, key)), csrf_secret_of(used.body));
    EXPECT_TRUE(set_cookies(get(browser, "/token/")).empty()) << "unchanged, so not saved";

    EXPECT_EQ(checked(*house, "sessionid=" + key, used.body).body, "accepted");
    EXPECT_EQ(checked(*house, "sessionid=" + key, "").status, 403);
    EXPECT_EQ(checked(*house, "csrftoken=" + csrf_secret_of(used.body), used.body).body,
              "CSRF cookie not set.")
        << "a cookie means nothing here";

    const Text before = csrf_secret_of(used.body);
    ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
    EXPECT_EQ(browser.cookie("csrftoken"), "");
    const Text rotated = csrf_secret_of(stored(*house, browser.session_key()));
    EXPECT_EQ(rotated.size(), 32U);
    EXPECT_NE(rotated, before);
    EXPECT_EQ(csrf_secret_of(get(browser, "/token/").body), rotated);
  }
}

TEST_P(CsrfInSessions, TheOtherVersionsFormIsReplacedWhenUsed) {
  for (const Text& version : kVersions) {
    for (const Text& value : {kSecret, kMasked}) {
      SCOPED_TRACE(version + " " + value);
      const auto house = session_site(GetParam(), version);
      const Text key = "csrf0000000000000000000000000000";
      put_session(*house, key, R"({"_csrftoken":")" + value + "\"}");
      EXPECT_EQ(checked(*house, "sessionid=" + key, kMasked).body, "accepted");
      Browser browser(*house);
      browser.set_cookie("sessionid", key);
      EXPECT_EQ(csrf_secret_of(get(browser, "/token/").body), kSecret);
      EXPECT_EQ(csrf_secret_of(stored(*house, key)), kSecret);
      EXPECT_EQ(stored(*house, key).size(), is_old(version) ? 64U : 32U);
    }
  }
}

TEST_P(CsrfInSessions, AnInvalidSecretIsReplacedWhenUsed) {
  for (const Text& version : kVersions) {
    SCOPED_TRACE(version);
    const auto house = session_site(GetParam(), version);
    const Text key = "csrf0000000000000000000000000000";
    put_session(*house, key, R"({"_csrftoken":"bad"})");
    Browser browser(*house);
    browser.set_cookie("sessionid", key);
    const http::Response used = get(browser, "/token/");
    EXPECT_EQ(csrf_secret_of(stored(*house, key)), csrf_secret_of(used.body));
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, CsrfInSessions, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
