// Ways past a rule that must be none.

#include "forward_auth_site.h"

namespace narvi::tests {
namespace {

using ForwardAuthRules = ForwardAuth;

Row row(const char* name, const char* policy, Row more) {
  more["name"] = std::string(name);
  more["policy"] = std::string(policy);
  return more;
}

/// A proxy that tells with X-Forwarded-* only, and lets the visitor's X-Original-* through.
TEST_P(ForwardAuthRules, NobodySaysForTheProxyWhatWasAskedFor) {
  const auto house = open({row("public", "bypass", {{"hosts", Texts{"public.example.com"}}}), require()});
  TestRequest request =
      passed_on({{"X-Original-Method", "GET"}, {"X-Original-URL", "https://public.example.com/admin?a=1"}});
  request.target = kAuthRequest;
  const http::Response answer = house->answer(request);
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(header(answer, "X-Narvi-Status"), "400");
  TestRequest half = passed_on({{"X-Original-Method", "GET"}});
  half.target = kAuthRequest;
  EXPECT_EQ(house->answer(half).status, 403) << "not 400: that would be 500 to whoever the visitor is";
  TestRequest same =
      passed_on({{"X-Original-Method", "GET"}, {"X-Original-URL", "https://APP.example.com:443/admin?a=1"}});
  same.target = kAuthRequest;
  EXPECT_EQ(house->answer(same).status, 401);
}

TEST_P(ForwardAuthRules, NoByteHidesAPathFromAnExpression) {
  const auto house = open({row("closed", "deny", {{"path_regex", std::string("/admin/.*")}}),
                           row("open", "bypass", {{"unusual_paths", true}})});
  for (const std::string path : {"/admin/x", "/admin/%ff", "/admin/%0a", "/admin/%c3%a9", "/admin/%ed%a0%80",
                                 "//admin/x", "/%61dmin/x"}) {
    EXPECT_EQ(house->answer(question({}, path)).status, 403) << path;
  }
  EXPECT_EQ(house->answer(question({}, "/other/%ff")).status, 200);
}

TEST_P(ForwardAuthRules, WhereTheQueryBeginsIsNoMatterOfOpinion) {
  const auto house =
      open({row("closed", "deny", {{"paths", Texts{"/admin/**"}}}), row("open", "bypass", {})});
  for (const std::string path : {"/admin%3Fx", "/admin%23x", "/admin%3fx"}) {
    EXPECT_EQ(house->answer(passed_on({}, path)).status, 400) << path;
  }
  EXPECT_EQ(house->answer(passed_on({}, "/open?x=/admin/")).status, 200);
}

TEST_P(ForwardAuthRules, AnAddressThatNobodyTellsIsInNoOpenNetwork) {
  const auto house =
      open({row("closed", "deny", {{"networks", Texts{"192.0.2.0/24"}}, {"paths", Texts{"/closed"}}}),
            row("inside", "bypass", {{"networks", Texts{"127.0.0.0/8"}}}), require()});
  const auto status = [&](const std::string& path, const std::string& forwarded) {
    TestRequest request = question({{"Authorization", kToken}}, path);
    request.headers[2].second = forwarded;
    return house->answer(request).status;
  };
  EXPECT_EQ(identity(house->answer(question({{"Authorization", kToken}})))[0].second, "alice");
  EXPECT_EQ(status("/closed", "203.0.113.9"), 200);
  EXPECT_EQ(status("/closed", "192.0.2.1"), 403);
  for (const std::string unreadable : {"unix:", "", "unknown"}) {
    EXPECT_EQ(status("/closed", unreadable), 403) << unreadable;
    TestRequest request = question({}, "/page");
    request.headers[2].second = unreadable;
    EXPECT_EQ(house->answer(request).status, 401)
        << "the proxy's own address is not the visitor's: " << unreadable;
  }
}

TEST_P(ForwardAuthRules, ALimitCountsThoseWhoPassAsNobody) {
  const auto house = open({row("open", "bypass", {{"throttle", std::string("2/min")}})});
  EXPECT_EQ(house->answer(passed_on()).status, 200);
  EXPECT_EQ(house->answer(passed_on()).status, 200);
  EXPECT_EQ(house->answer(passed_on()).status, 429);
}

TEST_P(ForwardAuthRules, MethodsAreCapitals) {
  const auto house = open({row("reads", "bypass", {{"methods", Texts{"GET"}}})});
  for (const std::string method : {"get", "GeT"}) {
    EXPECT_EQ(house->answer(passed_on({}, "/x", method)).status, 400) << method;
    TestRequest envoy;
    envoy.method = method;
    envoy.target = "/authz/ext-authz/x";
    envoy.host = "app.example.com";
    EXPECT_EQ(house->answer(envoy).status, 400) << method;
    envoy.method = "GET";
    EXPECT_EQ(house->answer(envoy).status, 200);
  }
}

TEST_P(ForwardAuthRules, TheQueryOfAVisitorNarrowsNothing) {
  const auto house = open({require()});
  TestRequest envoy;
  envoy.target = "/authz/ext-authz/x?allowed_groups=nobody";
  envoy.host = "app.example.com";
  envoy.headers = {{"X-Forwarded-Proto", "https"}, {"Authorization", kToken}};
  EXPECT_EQ(house->answer(envoy).status, 200);
}

TEST_P(ForwardAuthRules, WhatIsTooLongIsRefusedWithItsAssertion) {
  const SettingChanges signed_ones{{"systems.forward_auth.assertion", std::string("hs256")},
                                   {"systems.forward_auth.assertion_key", SecretText(std::string(32, 'k'))},
                                   {"systems.forward_auth.groups_header", std::string()}};
  SettingChanges tight = signed_ones;
  tight["systems.forward_auth.max_header_bytes"] = std::int64_t{256};
  EXPECT_EQ(open({require()}, signed_ones)->answer(question({{"Authorization", kToken}})).status, 200);
  EXPECT_EQ(open({require()}, tight)->answer(question({{"Authorization", kToken}})).status, 403);
}

TEST_P(ForwardAuthRules, ClientsOfCredentials) {
  const auto house = open({require({{"clients", Texts{"phone"}}})});
  EXPECT_EQ(house->answer(question({{"Authorization", kToken}})).status, 403)
      << "this token is nobody's client's";
}

TEST_P(ForwardAuthRules, WhoIsNobodyIsToldAsTheRuleSays) {
  const SettingChanges login{{"systems.forward_auth.login_url", std::string("https://auth.example.com/")}};
  const Fields browser{{"Accept", "text/html"}};
  const auto challenged = open({require({{"unauthenticated", std::string("challenge")}})}, login);
  EXPECT_EQ(challenged->answer(passed_on(browser)).status, 401);
  const auto redirected = open({require({{"unauthenticated", std::string("redirect")}})}, login);
  EXPECT_EQ(redirected->answer(passed_on({})).status, 302);
}

TEST_P(ForwardAuthRules, CredentialsInClearTextAreNotLookedAt) {
  const auto house = open({require()}, {{"security.clear_text_credentials", std::string("refuse")}});
  TestRequest request = question({{"Authorization", kToken}});
  EXPECT_EQ(house->answer(request).status, 200);
  request.headers[1].second = "http://app.example.com/admin";
  EXPECT_EQ(house->answer(request).status, 403);
}

INSTANTIATE_TEST_SUITE_P(Site, ForwardAuthRules, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
