// The decision point: docs/guide/forward-auth.md, contract remote-user-forward-auth §2.2 to §2.4, §3.5.

#include "at_once.h"
#include "base/base64.h"
#include "forward_auth_site.h"

namespace narvi::tests {
namespace {

const Fields kAlice = {{"Remote-User", "alice"},
                       {"Remote-Groups", "admins,staff"},
                       {"Remote-Name", "Alice Liddell"},
                       {"Remote-Email", "alice@example.com"}};
TEST_P(ForwardAuth, AToken) {
  const auto house = open({require()});
  house->query(
      "UPDATE auth_user SET first_name = 'Alice', last_name = 'Liddell', email = 'alice@example.com' "
      "WHERE id = 1");
  for (const TestRequest& request :
       {question({{"Authorization", kToken}}), passed_on({{"Authorization", kToken}})}) {
    for (int time = 0; time < 2; ++time) {  // the second time it is remembered
      const http::Response answer = house->answer(request);
      EXPECT_EQ(answer.status, 200) << answer.body;
      EXPECT_EQ(answer.body, "");
      EXPECT_EQ(identity(answer), kAlice);
      EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
      EXPECT_EQ(header(answer, "X-Frame-Options"), "") << "these are not for browsers";
      EXPECT_FALSE(answer.close);
    }
  }
}

TEST_P(ForwardAuth, ASession) {
  const auto house = open({require()});
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const Fields cookie{{"Cookie", "sessionid=" + browser.session_key()}};
  EXPECT_EQ(house->answer(question(cookie)).status, 200);
  EXPECT_EQ(identity(house->answer(passed_on(cookie)))[0].second, "alice");
  EXPECT_EQ(header(house->answer(passed_on(cookie)), "Set-Cookie"), "");
  ASSERT_LT(browser.logout().status, 300);
  EXPECT_EQ(house->answer(question(cookie)).status, 401) << "what is remembered dies with the session";
}

TEST_P(ForwardAuth, WhatIsRememberedDiesWithWhatItSaid) {
  const auto house = open({require()});
  const TestRequest request = question({{"Authorization", kToken}});
  ASSERT_EQ(house->answer(request).status, 200);
  house->query("DELETE FROM auth_user_groups WHERE user_id = 1 AND group_id = 1");
  EXPECT_EQ(identity(house->answer(request))[1].second, "staff");
  house->query("UPDATE auth_user SET is_active = false WHERE id = 1");
  EXPECT_EQ(house->answer(request).status, 401);
}

TEST_P(ForwardAuth, WritesOfOthersAreSeenAfterATenthOfASecond) {
  const std::string url = fresh_database_url(GetParam());
  const auto house = token_site_at(url, settings({require()}));
  load_users(*house);
  const auto other = token_site_at(url);
  const TestRequest request = question({{"Authorization", "Token " + obtain(*other)}});
  ASSERT_EQ(house->answer(request).status, 200);
  other->query("UPDATE auth_user SET is_active = false WHERE id = 1");
  EXPECT_EQ(house->answer(request).status, 200) << "remembered";
  house->clock().advance(Milliseconds(100));
  EXPECT_EQ(house->answer(request).status, 401);
}

TEST_P(ForwardAuth, NothingIsRememberedWithoutATime) {
  const std::string url = fresh_database_url(GetParam());
  const auto house = token_site_at(
      url, settings({require()}, {{"systems.forward_auth.cache_milliseconds", std::int64_t{0}}}));
  load_users(*house);
  const auto other = token_site_at(url);
  const TestRequest request = question({{"Authorization", "Token " + obtain(*other)}});
  ASSERT_EQ(house->answer(request).status, 200);
  other->query("UPDATE auth_user SET is_active = false WHERE id = 1");
  EXPECT_EQ(house->answer(request).status, 401);
}

TEST_P(ForwardAuth, NobodyIsChallenged) {
  const auto house = open({require({{"authentication_classes", Texts{"TokenAuthentication"}}})});
  for (const TestRequest& request : {question(), passed_on()}) {
    const http::Response answer = house->answer(request);
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body, R"({"detail":"Authentication credentials were not provided."})");
    EXPECT_EQ(header(answer, "WWW-Authenticate"), "Token");
    EXPECT_EQ(header(answer, "Content-Type"), "application/json");
    EXPECT_EQ(header(answer, "Location"), "");
  }
  const http::Response bad = house->answer(question({{"Authorization", "Token nobody-has-this"}}));
  EXPECT_EQ(bad.status, 401);
  EXPECT_EQ(bad.body, R"({"detail":"Invalid token."})");
}

TEST_P(ForwardAuth, ABrowserIsSentToLogIn) {
  const auto house =
      open({require()}, {{"systems.forward_auth.login_url", std::string("https://auth.example.com/login")}});
  const std::string there =
      "https://auth.example.com/login?rd=https%3A%2F%2Fapp.example.com%2Fadmin%3Fa%3D1&rm=";
  const Fields browser{{"Accept", "text/html,application/xhtml+xml"}};
  const http::Response get = house->answer(passed_on(browser));
  EXPECT_EQ(get.status, 302);
  EXPECT_EQ(header(get, "Location"), there + "GET");
  EXPECT_EQ(get.body, "");
  const http::Response post = house->answer(passed_on(browser, "/admin?a=1", "POST"));
  EXPECT_EQ(post.status, 303);
  EXPECT_EQ(header(post, "Location"), there + "POST");
  const http::Response nginx = house->answer(question(browser));
  EXPECT_EQ(nginx.status, 401) << "nginx makes 500 of a redirect";
  EXPECT_EQ(header(nginx, "Location"), there + "GET");
  EXPECT_EQ(header(nginx, "WWW-Authenticate"), "Token");
  const Fields script{{"Accept", "text/html"}, {"X-Requested-With", "XMLHttpRequest"}};
  EXPECT_EQ(house->answer(passed_on(script)).status, 401);
  EXPECT_EQ(header(house->answer(question(script)), "Location"), "");
}

TEST_P(ForwardAuth, RulesDecideInTheirOrder) {
  const auto house = open({
      {{"name", std::string("pictures")}, {"paths", Texts{"/static/**"}}, {"policy", std::string("bypass")}},
      {{"name", std::string("closed")}, {"paths", Texts{"/closed/**"}}, {"policy", std::string("deny")}},
      require({{"paths", Texts{"/staff/**"}}, {"groups", Texts{"staff"}}}),
      require({{"name", std::string("others")}, {"paths", Texts{"/others/**"}}, {"groups", Texts{"others"}}}),
      require({{"name", std::string("bobs")}, {"paths", Texts{"/bob/**"}}, {"users", Texts{"bob"}}}),
      require({{"name", std::string("admin")},
               {"paths", Texts{"/site/**"}},
               {"permission_classes", Texts{"IsAdminUser"}}}),
  });
  const auto status = [&](const std::string& path) {
    return house->answer(question({{"Authorization", kToken}}, path)).status;
  };
  EXPECT_EQ(status("/staff/x"), 200);
  EXPECT_EQ(status("/others/x"), 403);
  EXPECT_EQ(status("/bob/x"), 403);
  EXPECT_EQ(status("/site/x"), 403);
  EXPECT_EQ(status("/closed/x"), 403);
  EXPECT_EQ(status("/elsewhere"), 403) << "where no rule fits, nobody passes";
  EXPECT_EQ(status("/static/../closed/x"), 403) << "two programs could read that differently";
  house->query("UPDATE auth_user SET is_staff = true WHERE id = 1");
  EXPECT_EQ(status("/site/x"), 200);
  const http::Response picture = house->answer(passed_on({}, "/static/a.png"));
  EXPECT_EQ(picture.status, 200);
  EXPECT_EQ(identity(picture), kNobody);
  EXPECT_EQ(house->answer(passed_on({}, "/staff/%2e%2e/static/x")).status, 400);
}

TEST_P(ForwardAuth, NetworksAreTheVisitorsNotTheProxys) {
  const auto house = open({{{"name", std::string("inside")},
                            {"networks", Texts{"127.0.0.0/8", "192.0.2.0/24"}},
                            {"policy", std::string("bypass")}},
                           require()});
  const auto status = [&](const std::string& forwarded) {
    TestRequest request = question();
    request.headers[2].second = forwarded;
    return house->answer(request).status;
  };
  EXPECT_EQ(status("192.0.2.7"), 200);
  EXPECT_EQ(status("203.0.113.9"), 401);
  EXPECT_EQ(status("192.0.2.7, 203.0.113.9"), 401) << "the right end is the proxy's own word";
  TestRequest silent = question();
  silent.headers.pop_back();
  EXPECT_EQ(house->answer(silent).status, 401) << "nobody knows where the visitor is";
}

TEST_P(ForwardAuth, PermissionsOfDjango) {
  const auto house = open({require({{"user_permissions", Texts{"auth.add_user"}}})});
  const TestRequest request = question({{"Authorization", kToken}});
  EXPECT_EQ(house->answer(request).status, 403);
  house->query("UPDATE auth_user SET is_superuser = true WHERE id = 1");
  EXPECT_EQ(house->answer(request).status, 200);
}

TEST_P(ForwardAuth, OnlyTrustedProxiesMayAsk) {
  const auto house = open({require()}, {{"server.trusted_proxies", Texts{"10.0.0.0/8"}}});
  TestRequest request = question({{"Authorization", kToken}});
  EXPECT_EQ(house->answer(request).status, 403);
  request.address = "10.1.2.3";
  EXPECT_EQ(house->answer(request).status, 200);
}

TEST_P(ForwardAuth, IdentityFieldsAreNoCredentials) {
  const auto house = open({require()});
  const Fields forged{{"Remote-User", "alice"}, {"X-Remote-User", "alice"}, {"X-Forwarded-User", "alice"}};
  EXPECT_EQ(house->answer(question(forged)).status, 401);
  EXPECT_EQ(house->answer(passed_on(forged)).status, 401);
}

TEST_P(ForwardAuth, MalformedQuestions) {
  const auto house = open({require()});
  TestRequest nothing;
  nothing.target = kAuthRequest;
  nothing.headers = {{"Authorization", kToken}};
  EXPECT_EQ(house->answer(nothing).status, 400) << "the proxy is not set up";
  TestRequest url = question({{"Authorization", kToken}});
  url.headers[1].second = "https://app.example.com@evil/";
  const http::Response answer = house->answer(url);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(header(answer, "X-Narvi-Status"), "400");
  EXPECT_EQ(answer.body, R"({"detail":"Malformed request."})");
  EXPECT_EQ(house->answer(passed_on({{"Authorization", kToken}}, "/a%2Fb")).status, 400);
}

TEST_P(ForwardAuth, HostsOfOtherDomainsAreNotDecided) {
  const auto house = open({require({{"hosts", Texts{"*"}}})},
                          {{"systems.forward_auth.cookie_domains", Texts{"example.org"}}});
  EXPECT_EQ(house->answer(passed_on({{"Authorization", kToken}})).status, 400);
}

TEST_P(ForwardAuth, TheBodyIsNeverRead) {
  const auto house = open({require()});
  TestRequest request = passed_on({{"Authorization", kToken}}, "/admin", "POST");
  request.method = "POST";
  request.body = "csrfmiddlewaretoken=x";
  const http::Response answer = house->answer(request);
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.close) << "the next question must not be taken for this body";
}

TEST_P(ForwardAuth, CookiesDoNotCountForOtherSites) {
  const auto house = open({require()});
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const std::string cookie = "sessionid=" + browser.session_key();
  const auto status = [&](const Fields& more, const std::string& method) {
    Fields fields{{"Cookie", cookie}};
    fields.insert(fields.end(), more.begin(), more.end());
    return house->answer(passed_on(fields, "/admin", method)).status;
  };
  EXPECT_EQ(status({{"Origin", "https://app.example.com"}}, "POST"), 200);
  EXPECT_EQ(status({{"Origin", "https://evil.example.com"}}, "POST"), 403);
  EXPECT_EQ(status({{"Origin", "https://evil.example.com"}, {"Upgrade", "websocket"}}, "GET"), 403);
  EXPECT_EQ(status({{"Origin", "https://evil.example.com"}}, "GET"), 200);
  EXPECT_EQ(status({}, "DELETE"), 200);
  Fields by_token{{"Authorization", kToken}, {"Origin", "https://evil.example.com"}};
  EXPECT_EQ(house->answer(passed_on(by_token, "/admin", "POST")).status, 200);
}

TEST_P(ForwardAuth, ThrottlesCountEveryDecision) {
  const auto house = open({require({{"throttle", std::string("2/min")}})});
  const TestRequest request = passed_on({{"Authorization", kToken}});
  EXPECT_EQ(house->answer(request).status, 200);
  EXPECT_EQ(house->answer(request).status, 200);
  const http::Response third = house->answer(request);
  EXPECT_EQ(third.status, 429);
  EXPECT_EQ(header(third, "Retry-After"), "60");
  const http::Response nginx = house->answer(question({{"Authorization", kToken}}));
  EXPECT_EQ(nginx.status, 403);
  EXPECT_EQ(header(nginx, "X-Narvi-Status"), "429");
  EXPECT_EQ(header(nginx, "Retry-After"), "60");
}

TEST_P(ForwardAuth, BadCredentialsAreCountedByAddress) {
  const auto house = open({require()}, {{"systems.forward_auth.failure_rate", std::string("2/min")}});
  const TestRequest bad = passed_on({{"Authorization", "Token bad"}});
  EXPECT_EQ(house->answer(bad).status, 401);
  for (int time = 0; time < 5; ++time) {
    EXPECT_EQ(house->answer(passed_on({{"Authorization", kToken}})).status, 200) << "these do not count";
  }
  EXPECT_EQ(house->answer(bad).status, 401);
  EXPECT_EQ(house->answer(bad).status, 429);
  EXPECT_EQ(house->answer(passed_on({})).status, 401) << "who brings none is not held up";
}

TEST_P(ForwardAuth, TryingManyAtOnceGainsNothing) {
  const auto house = open({require({{"authentication_classes", Texts{"BasicAuthentication"}}})},
                          {{"systems.forward_auth.failure_rate", std::string("3/min")}});
  constexpr int kTries = 24;
  std::atomic<int> looked_at{0};
  std::atomic<int> held_up{0};
  at_once(kTries, [&](int number) {
    const std::string guess = "Basic " + base64_encode("alice:guess" + std::to_string(number));
    const int status = house->answer(passed_on({{"Authorization", guess}})).status;
    looked_at += status == 401 ? 1 : 0;
    held_up += status == 429 ? 1 : 0;
  });
  EXPECT_GE(looked_at, 1);
  EXPECT_LE(looked_at, 3);
  EXPECT_EQ(looked_at + held_up, kTries);
}

TEST_P(ForwardAuth, SlidingSessionsAreProlongedNowAndThen) {
  const auto house = open({require()}, {{"sessions.save_every_request", true},
                                        {"systems.forward_auth.touch_session", std::int64_t{60}}});
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const TestRequest request = question({{"Cookie", "sessionid=" + browser.session_key()}});
  const auto cookie = [&] { return header(house->answer(request), "Set-Cookie"); };
  EXPECT_TRUE(cookie().starts_with("sessionid=" + browser.session_key()));
  EXPECT_EQ(cookie(), "");
  house->clock().advance(Seconds(59));
  EXPECT_EQ(cookie(), "");
  house->clock().advance(Seconds(1));
  EXPECT_NE(cookie(), "");
}

TEST_P(ForwardAuth, APreflightPassesWhereARuleSaysSo) {
  const Fields preflight{{"Origin", "https://spa.example.com"}, {"Access-Control-Request-Method", "PUT"}};
  const auto closed = open({require()});
  EXPECT_EQ(closed->answer(passed_on(preflight, "/api", "OPTIONS")).status, 401);
  const auto house = open({require({{"allow_preflight", true}})});
  const http::Response answer = house->answer(passed_on(preflight, "/api", "OPTIONS"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(identity(answer), kNobody);
  EXPECT_EQ(house->answer(passed_on({}, "/api", "OPTIONS")).status, 401);
}

TEST_P(ForwardAuth, EnvoyAsksWithTheRequestItself) {
  const auto house = open({require({{"methods", Texts{"DELETE"}}, {"paths", Texts{"/things/*"}}})});
  TestRequest request;
  request.method = "DELETE";
  request.target = "/authz/ext-authz/things/7?x=1";
  request.host = "app.example.com";
  request.headers = {{"X-Forwarded-Proto", "https"}, {"Authorization", kToken}};
  EXPECT_EQ(house->answer(request).status, 200);
  request.method = "PUT";
  EXPECT_EQ(house->answer(request).status, 403);
  request.method = "DELETE";
  request.target = "/authz/ext-authz//things/7";
  EXPECT_EQ(house->answer(request).status, 200) << "slashes are merged";
  request.target = "/authz/ext-authz//other";
  EXPECT_EQ(house->answer(request).status, 403);
}

TEST_P(ForwardAuth, Oauth2ProxysAddress) {
  const auto house =
      open({require()}, {{"systems.forward_auth.aliases", Texts{"/oauth2/auth", "/api/verify"}}});
  TestRequest request = question({{"Authorization", kToken}});
  request.target = "/oauth2/auth?allowed_groups=staff";
  const http::Response answer = house->answer(request);
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(header(answer, "X-Auth-Request-User"), "alice");
  EXPECT_EQ(header(answer, "X-Auth-Request-Preferred-Username"), "alice");
  EXPECT_EQ(header(answer, "X-Auth-Request-Groups"), "admins,staff");
  request.target = "/oauth2/auth?allowed_groups=others";
  EXPECT_EQ(house->answer(request).status, 403);
}

TEST_P(ForwardAuth, OldAutheliasAddress) {
  const auto house = open({require()}, {{"systems.forward_auth.aliases", Texts{"/api/verify"}},
                                        {"systems.forward_auth.cookie_domains", Texts{"example.com"}}});
  TestRequest request = question({{"Accept", "text/html"}});
  request.target = "/api/verify?rd=https://auth.example.com/";
  const http::Response answer = house->answer(request);
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(header(answer, "Location"),
            "https://auth.example.com/?rd=https%3A%2F%2Fapp.example.com%2Fadmin%3Fa%3D1&rm=GET");
  request.target = "/api/verify?rd=https://evil.org/";
  EXPECT_EQ(house->answer(request).status, 401);
  EXPECT_EQ(header(house->answer(request), "Location"), "");
}

TEST_P(ForwardAuth, AQuestionNeedsNoHostOfOurs) {
  const auto house = open({require()}, {{"security.ssl_redirect", true}});
  TestRequest request = passed_on({{"Authorization", kToken}});
  EXPECT_EQ(house->answer(request).status, 200);
}

/// The claims of a JWT, as JSON.
std::string claims(const std::string& token) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  const auto bytes = base64_url_decode(token.substr(first + 1, second - first - 1));
  return bytes ? *bytes : std::string("(no token)");
}

TEST_P(ForwardAuth, TheApplicationCanTellThatWeHaveSpoken) {
  const auto house =
      open({{{"name", std::string("open")}, {"paths", Texts{"/open"}}, {"policy", std::string("bypass")}},
            require()},
           {{"systems.forward_auth.assertion", std::string("hs256")},
            {"systems.forward_auth.assertion_key", SecretText(std::string(32, 'k'))}});
  const http::Response alice =
      house->answer(question({{"Authorization", kToken}, {"X-Narvi-Assertion", "forged"}}));
  ASSERT_EQ(alice.status, 200);
  const std::string said = claims(header(alice, "X-Narvi-Assertion"));
  EXPECT_NE(said.find(R"("aud":"app.example.com")"), std::string::npos) << said;
  EXPECT_NE(said.find(R"("sub":"1")"), std::string::npos) << said;
  const http::Response nobody = house->answer(question({}, "/open"));
  ASSERT_EQ(nobody.status, 200);
  EXPECT_EQ(claims(header(nobody, "X-Narvi-Assertion")).find("\"sub\""), std::string::npos);
  EXPECT_EQ(header(house->answer(question()), "X-Narvi-Assertion"), "");
  TestRequest keys;
  keys.target = "/authz/jwks.json";
  EXPECT_EQ(house->answer(keys).status, 404) << "a shared secret is nobody's business";
}

INSTANTIATE_TEST_SUITE_P(Site, ForwardAuth, testing::Values(Engine::kSqlite, Engine::kPostgres), engine_name);

}  // namespace
}  // namespace narvi::tests
