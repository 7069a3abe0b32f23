// The cache of limits is away: closed for logins, open for checks, quickly and never a 500.

#include <gtest/gtest.h>

#include "browser.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"
#include "rest/throttle.h"
#include "token_site.h"

namespace narvi::tests {
namespace {

using Rates = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

constexpr const char* kAway = "unix:/nowhere/narvi-redis.sock";
constexpr const char* kUnavailable = R"({"detail":"Service temporarily unavailable, try again later."})";

SettingChanges away(SettingChanges changes) {
  changes["cache.url"] = SecretText(kAway);
  return changes;
}

void expect_unavailable(const http::Response& response) {
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, kUnavailable);
  EXPECT_EQ(header(response, "Retry-After"), "1");
  EXPECT_TRUE(set_cookies(response).empty());
}

http::Response login(TestHouse& house, std::string_view password = "wonderland") {
  return house.answer(json_request("POST", kLoginPath, login_body("alice", password)));
}

/// GET and POST, one hit a minute, with Basic as scheme.
rest::Endpoint limited(std::string path, std::vector<std::shared_ptr<const rest::Permission>> permissions) {
  rest::Endpoint endpoint;
  endpoint.name = "test" + path;
  endpoint.path = std::move(path);
  endpoint.dialect = rest::run;
  endpoint.open_because = "a test";
  endpoint.schemes = {rest::schemes::basic_scheme()};
  endpoint.permissions = std::move(permissions);
  endpoint.throttles = {
      rest::user_rate_throttle({"user", rest::Rate{1, std::chrono::minutes(1)}, std::nullopt})};
  for (const std::string_view method : {"GET", "POST"}) {
    endpoint.methods.push_back({method, [](const rest::Admitted&, rest::Call&) -> io::Task<http::Response> {
                                  http::Response response;
                                  response.status = 200;
                                  co_return response;
                                }});
  }
  return endpoint;
}

int ask(TestHouse& house, std::string method, std::string target, bool as_alice) {
  TestRequest request{.method = std::move(method), .target = std::move(target)};
  if (as_alice) {
    request.headers = {{"Authorization", "Basic YWxpY2U6d29uZGVybGFuZA=="}};
  }
  return house.answer(request).status;
}

TEST(CountersAway, ChecksPassAndLoginsDoNot) {
  TestHouse house(fresh_database_url(Engine::kSqlite),
                  {{"security.secret_key", SecretText(kSecretKey)},
                   {"server.allowed_hosts", Texts{"testserver"}},
                   {"auth.pbkdf2_iterations", std::int64_t{1000}},
                   {"cache.url", SecretText(kAway)}},
                  {limited("/members/", {rest::is_authenticated()}), limited("/open/", {})});
  load_users(house);
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(ask(house, "GET", "/members/", true), 200);
    EXPECT_EQ(ask(house, "POST", "/members/", true), 200);
    EXPECT_EQ(ask(house, "OPTIONS", "/members/", true), 200);
    EXPECT_EQ(ask(house, "POST", "/members/", false), 401);
    EXPECT_EQ(ask(house, "GET", "/open/", false), 200);
    EXPECT_EQ(ask(house, "POST", "/open/", false), 503);
    EXPECT_EQ(ask(house, "POST", "/open/", true), 503);
  }
}

class SavLimits : public testing::TestWithParam<const char*> {
 protected:
  static SettingChanges limits(const std::string& failure, const std::string& count = "all") {
    const std::string name = GetParam();
    const std::string rate = name == "address" ? "session_login" : "session_login_account";
    return away({{"systems.sav.throttle_classes", Texts{name}},
                 {"systems.sav.throttle_rates", Rates{{rate, "3/min"}}},
                 {"systems.sav.throttle_count", count},
                 {"systems.sav.throttle_failure", failure}});
  }
};

TEST_P(SavLimits, AreOpenOrClosedAsConfigured) {
  for (const std::string count : {"all", "failures"}) {
    const auto open = make_site(Engine::kSqlite, limits("fail_open", count));
    for (int time = 0; time < 5; ++time) {
      EXPECT_EQ(login(*open).status, 200);
      EXPECT_EQ(login(*open, "wrong").status, 400);
    }
    const auto closed = make_site(Engine::kSqlite, limits("fail_closed", count));
    expect_unavailable(login(*closed));
    expect_unavailable(login(*closed, "wrong"));
    EXPECT_EQ(closed->answer({.method = "DELETE", .target = kLoginPath}).status, 200)
        << "nobody guesses there";
  }
}

INSTANTIATE_TEST_SUITE_P(Each, SavLimits, testing::Values("address", "account"),
                         [](const auto& info) { return std::string(info.param); });

TEST(CountersAway, TheFrameworksThrottleClosesALogin) {
  const auto house = make_site(Engine::kSqlite,
                               away({{"systems.sav.throttle_classes", Texts{"default"}},
                                     {"rest_framework.default_throttle_classes", Texts{"AnonRateThrottle"}},
                                     {"rest_framework.default_throttle_rates", Rates{{"anon", "100/min"}}}}));
  expect_unavailable(login(*house));
}

TEST(CountersAway, NoTokenIsGivenButTokensAreAccepted) {
  for (const char* key : {"throttle_address", "throttle_account"}) {
    const auto house = token_site(Engine::kSqlite, away(token_settings({{key, std::string("100/min")}})));
    expect_unavailable(ask_for_token(*house, "alice", "wonderland"));
    EXPECT_EQ(user_of_token(*house, kAliceToken), "alice");
  }
}

}  // namespace
}  // namespace narvi::tests
