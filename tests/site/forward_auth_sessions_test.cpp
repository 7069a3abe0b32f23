// Decisions about those who come with a session or Basic: what is remembered, what is saved, what browsers
// send by themselves.

#include "base/base64.h"
#include "database/testbed/pg_cluster.h"
#include "forward_auth_site.h"

namespace narvi::tests {
namespace {

class ForwardAuthSessions : public ForwardAuth {
 protected:
  static Fields cookie_of(const Browser& browser) {
    return {{"Cookie", "sessionid=" + browser.session_key()}};
  }
};

TEST_P(ForwardAuthSessions, ARememberedAnswerIsOfThatQuestionOnly) {
  const auto house = open(
      {require({{"name", std::string("staff")}, {"paths", Texts{"/staff"}}, {"groups", Texts{"others"}}}),
       require({{"name", std::string("reads")},
                {"paths", Texts{"/reads"}},
                {"permission_classes", Texts{"IsAuthenticatedOrReadOnly"}},
                {"identity", Texts{"user"}}}),
       require()});
  const Fields token{{"Authorization", kToken}};
  EXPECT_EQ(house->answer(question(token, "/open")).status, 200);
  EXPECT_EQ(house->answer(question(token, "/staff")).status, 403) << "another rule";
  EXPECT_EQ(identity(house->answer(question(token, "/reads")))[1].second, "") << "another rule tells less";
  EXPECT_EQ(identity(house->answer(question(token, "/open")))[1].second, "admins,staff");
  EXPECT_EQ(house->answer(question({}, "/reads")).status, 200);
  EXPECT_EQ(house->answer(question({}, "/reads", "POST")).status, 401) << "another method";
  TestRequest narrowed = question(token, "/open");
  narrowed.target += "?allowed_groups=nobody";
  EXPECT_EQ(house->answer(narrowed).status, 403) << "another query";
  EXPECT_EQ(house->answer(question({{"Authorization", kToken + "x"}}, "/open")).status, 401);
}

TEST_P(ForwardAuthSessions, AnEngineOfItsOwnIsAskedEachTime) {
  for (const std::string engine : {"cached_db", "cache", "signed_cookies"}) {
    const auto house = open({require()}, {{"sessions.engine", engine}});
    Browser browser(*house);
    ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
    const TestRequest request = question(cookie_of(browser));
    EXPECT_EQ(house->answer(request).status, 200) << engine;
    EXPECT_EQ(house->answer(request).status, 200) << engine;
    ASSERT_LT(browser.logout().status, 300);
    // A signed cookie is the session itself: whoever kept it still has it.
    EXPECT_EQ(house->answer(request).status, engine == "signed_cookies" ? 200 : 401) << engine;
  }
}

TEST_P(ForwardAuthSessions, ANewSecretKeyLogsNobodyOut) {
  const std::string url = fresh_database_url(GetParam());
  const auto before = token_site_at(url, settings({require()}));
  load_users(*before);
  Browser browser(*before);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const auto house = token_site_at(
      url,
      settings({require()},
               {{"security.secret_key", SecretText("another key, just as long as it has to be for this")},
                {"security.secret_key_fallbacks", std::vector<SecretText>{SecretText(kSecretKey)}}}));
  const TestRequest request = question(cookie_of(browser));
  const http::Response first = house->answer(request);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(header(first, "Set-Cookie"), "") << "not every proxy would pass it on";
  EXPECT_EQ(house->answer(request).status, 200);
}

TEST_P(ForwardAuthSessions, EverySignedCookieSlides) {
  const auto house = open({require()}, {{"sessions.engine", std::string("signed_cookies")},
                                        {"sessions.save_every_request", true}});
  for (const auto& [user, password] : {std::pair("alice", "wonderland"), std::pair("bob", "builder")}) {
    Browser browser(*house);
    ASSERT_EQ(browser.login(user, password).status, 200);
    EXPECT_NE(header(house->answer(question(cookie_of(browser))), "Set-Cookie"), "") << user;
    EXPECT_EQ(header(house->answer(question(cookie_of(browser))), "Set-Cookie"), "") << user;
  }
}

TEST_P(ForwardAuthSessions, ASessionThatHasEndedIsTakenAway) {
  const auto house = open({require()});
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  house->query("UPDATE auth_user SET password = 'pbkdf2_sha256$1000$salt$other' WHERE id = 1");
  const http::Response answer = house->answer(question(cookie_of(browser)));
  EXPECT_EQ(answer.status, 401);
  EXPECT_TRUE(header(answer, "Set-Cookie").starts_with("sessionid=\"\";")) << header(answer, "Set-Cookie");
  EXPECT_FALSE(has_session(*house, browser.session_key()));
}

TEST_P(ForwardAuthSessions, BasicOfAnotherSiteDoesNotCountEither) {
  const auto house = open({require({{"authentication_classes", Texts{"BasicAuthentication"}}})});
  const std::string basic = "Basic " + base64_encode("alice:wonderland");
  const auto status = [&](Fields more, const std::string& method) {
    more.emplace_back("Authorization", basic);
    return house->answer(passed_on(more, "/admin", method)).status;
  };
  EXPECT_EQ(status({}, "POST"), 200);
  EXPECT_EQ(status({{"Origin", "https://app.example.com"}}, "POST"), 200);
  EXPECT_EQ(status({{"Origin", "https://evil.example.com"}}, "POST"), 403);
  EXPECT_EQ(status({{"Sec-Fetch-Site", "cross-site"}}, "DELETE"), 403);
  EXPECT_EQ(status({{"Origin", "https://evil.example.com"}, {"Upgrade", "websocket"}}, "GET"), 403);
}

INSTANTIATE_TEST_SUITE_P(Site, ForwardAuthSessions, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

TEST(ForwardAuthAway, ADatabaseThatIsAwayLetsNobodyPass) {
  database::testbed::PgCluster cluster;
  cluster.create_database("away");
  const auto house =
      token_site_at(cluster.url("away"), settings({require()}, {{"database.deadline", std::int64_t{1}}}));
  load_users(*house);
  const Fields token{{"Authorization", "Token " + obtain(*house)}};
  ASSERT_EQ(house->answer(question(token)).status, 200);
  house->clock().advance(Milliseconds(100));
  cluster.stop();
  for (const TestRequest& request : {question(token), passed_on(token)}) {
    const http::Response answer = house->answer(request);
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(header(answer, "Retry-After"), "1");
    EXPECT_EQ(header(answer, "Remote-User"), "");
  }
}

}  // namespace
}  // namespace narvi::tests
