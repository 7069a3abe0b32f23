// Contract sav §7.2: limits of the login by address and account.

#include <gtest/gtest.h>

#include "browser.h"

namespace narvi::tests {
namespace {

using Rates = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

constexpr const char* kWaitAMinute =
    R"({"detail":"Request was throttled. Expected available in 60 seconds."})";

SettingChanges limits(Texts classes, const std::string& count = "all", const std::string& rate = "3/min") {
  Rates rates;
  for (const std::string& name : classes) {
    if (name == "address" || name == "account") {
      rates[name == "address" ? "session_login" : "session_login_account"] = rate;
    }
  }
  return {{"systems.sav.throttle_classes", std::move(classes)},
          {"systems.sav.throttle_rates", std::move(rates)},
          {"systems.sav.throttle_count", count}};
}

http::Response attempt(TestHouse& house, std::string_view username, std::string_view password,
                       const std::string& address = "127.0.0.1") {
  TestRequest request = json_request("POST", kLoginPath, login_body(username, password));
  request.address = address;
  return house.answer(request);
}

int good(TestHouse& house) {
  return attempt(house, "alice", "wonderland").status;
}
int bad(TestHouse& house) {
  return attempt(house, "alice", "nope").status;
}
int logout(TestHouse& house) {
  return house.answer({.method = "DELETE", .target = kLoginPath}).status;
}

class Limiter : public testing::TestWithParam<const char*> {};

TEST_P(Limiter, AllCountsEveryPost) {
  const auto house = make_site(Engine::kSqlite, limits({GetParam()}));
  EXPECT_EQ(good(*house), 200);
  EXPECT_EQ(bad(*house), 400);
  EXPECT_EQ(good(*house), 200);
  const http::Response refused = attempt(*house, "alice", "wonderland");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.body, kWaitAMinute);
  EXPECT_EQ(header(refused, "Retry-After"), "60");
  EXPECT_TRUE(set_cookies(refused).empty());
  EXPECT_EQ(logout(*house), 200);

  house->clock().advance(Seconds(59));
  const http::Response almost = attempt(*house, "alice", "wonderland");
  EXPECT_EQ(almost.body, R"({"detail":"Request was throttled. Expected available in 1 second."})");
  EXPECT_EQ(header(almost, "Retry-After"), "1");
  house->clock().advance(Seconds(1));
  EXPECT_EQ(good(*house), 200);
}

TEST_P(Limiter, FailuresCountsRefusalsOnly) {
  const auto house = make_site(Engine::kSqlite, limits({GetParam()}, "failures"));
  for (int time = 0; time < 5; ++time) {
    EXPECT_EQ(good(*house), 200);
  }
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(bad(*house), 400);
  }
  EXPECT_EQ(bad(*house), 429);
  EXPECT_EQ(good(*house), 429) << "a right password must not shine through the block";
  EXPECT_EQ(logout(*house), 200);
  house->clock().advance(Seconds(60));
  EXPECT_EQ(good(*house), 200);
}

TEST_P(Limiter, InactiveAccountsCountAsFailures) {
  SettingChanges changes = limits({GetParam()}, "failures");
  changes["systems.sav.error_status"] = std::string("informative");
  const auto house = make_site(Engine::kSqlite, std::move(changes));
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(attempt(*house, "gone", "gone-pw").status, 403);
  }
  const http::Response refused = attempt(*house, "gone", "gone-pw");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.body,
            R"({"detail":"Request was throttled. Expected available in 60 seconds.","code":"throttled"})");
}

INSTANTIATE_TEST_SUITE_P(Each, Limiter, testing::Values("address", "account"),
                         [](const auto& info) { return std::string(info.param); });

TEST(AccountLimit, SuccessClearsFailures) {
  const auto house = make_site(Engine::kSqlite, limits({"account"}, "failures"));
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(bad(*house), 400);
    EXPECT_EQ(bad(*house), 400);
    EXPECT_EQ(good(*house), 200);
  }
}

TEST(AccountLimit, FoldsTheSpellingOfNames) {
  const auto house = make_site(Engine::kSqlite, limits({"account"}));
  EXPECT_EQ(attempt(*house, "alice", "x").status, 400);
  EXPECT_EQ(attempt(*house, "  ALICE ", "x").status, 400);
  EXPECT_EQ(attempt(*house, "\xEF\xBD\x81lice", "x").status, 400);  // full-width a
  EXPECT_EQ(attempt(*house, "aLiCe", "x").status, 429);
  EXPECT_EQ(attempt(*house, "bob", "builder").status, 200) << "another account has its own count";
}

TEST(AccountLimit, UnknownNamesAreLimitedAlike) {
  const auto house = make_site(Engine::kSqlite, limits({"account"}));
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(attempt(*house, "nobody", "x").status, 400);
  }
  EXPECT_EQ(attempt(*house, "nobody", "x").body, kWaitAMinute);
}

TEST(AccountLimit, IncompleteRequestsDoNotCount) {
  const auto house = make_site(Engine::kSqlite, limits({"account"}));
  for (int time = 0; time < 5; ++time) {
    EXPECT_EQ(house->answer(json_request("POST", kLoginPath, R"({"username":"alice"})")).status, 400);
  }
  EXPECT_EQ(good(*house), 200);
}

TEST(AddressLimit, EachAddressHasItsOwnCount) {
  const auto house = make_site(Engine::kSqlite, limits({"address"}, "all", "1/min"));
  EXPECT_EQ(attempt(*house, "alice", "wonderland", "192.0.2.1").status, 200);
  EXPECT_EQ(attempt(*house, "bob", "builder", "192.0.2.1").status, 429);
  EXPECT_EQ(attempt(*house, "bob", "builder", "192.0.2.2").status, 200);
}

TEST(AddressLimit, StrangersCannotChooseTheirAddress) {
  const auto house = make_site(Engine::kSqlite, limits({"address"}, "all", "1/min"));
  TestRequest request = json_request("POST", kLoginPath, login_body("alice", "wonderland"));
  request.headers.emplace_back("X-Forwarded-For", "198.51.100.1");
  EXPECT_EQ(house->answer(request).status, 200);
  request.headers.back().second = "198.51.100.2";
  EXPECT_EQ(house->answer(request).status, 429);
}

TEST(AddressLimit, ProxiesTellTheAddress) {
  SettingChanges changes = limits({"address"}, "all", "1/min");
  changes["server.trusted_proxies"] = Texts{"127.0.0.1"};
  changes["rest_framework.num_proxies"] = std::int64_t{1};
  const auto house = make_site(Engine::kSqlite, std::move(changes));
  TestRequest request = json_request("POST", kLoginPath, login_body("alice", "wonderland"));
  request.headers.emplace_back("X-Forwarded-For", "203.0.113.9, 198.51.100.1");
  EXPECT_EQ(house->answer(request).status, 200);
  request.headers.back().second = "203.0.113.10, 198.51.100.1";
  EXPECT_EQ(house->answer(request).status, 429) << "what the client wrote itself does not count";
  request.headers.back().second = "203.0.113.10, 198.51.100.2";
  EXPECT_EQ(house->answer(request).status, 200);
}

TEST(Limits, TheLongestWaitIsTold) {
  SettingChanges changes = limits({"address", "account"});
  changes["systems.sav.throttle_rates"] =
      Rates{{"session_login", "1/min"}, {"session_login_account", "1/15m"}};
  const auto house = make_site(Engine::kSqlite, std::move(changes));
  EXPECT_EQ(good(*house), 200);
  EXPECT_EQ(header(attempt(*house, "alice", "wonderland"), "Retry-After"), "60");
  EXPECT_EQ(header(attempt(*house, "alice", "wonderland", "192.0.2.7"), "Retry-After"), "900");
}

TEST(Limits, ARefusedLoginLeavesTheSession) {
  const auto house = make_site(Engine::kSqlite, limits({"account"}, "all", "1/min"));
  Browser browser(*house);
  ASSERT_EQ(browser.login("alice", "wonderland").status, 200);
  const std::string before = session_json(*house, browser.session_key());
  const http::Response refused = browser.login("alice", "wonderland");
  EXPECT_EQ(refused.status, 429);
  EXPECT_TRUE(set_cookies(refused).empty());
  EXPECT_EQ(session_json(*house, browser.session_key()), before);
  EXPECT_EQ(browser.whoami(), "alice");
}

TEST(Limits, RefusedBeforeTheThrottleStepDoesNotCount) {
  const auto house = make_site(Engine::kSqlite, limits({"address"}, "all", "1/min"));
  TestRequest forbidden = json_request("POST", kLoginPath, "{}");
  forbidden.headers.emplace_back("Authorization", "Basic");
  EXPECT_EQ(house->answer(forbidden).status, 403);
  forbidden.headers.back() = {"Accept", "text/html"};
  EXPECT_EQ(house->answer(forbidden).status, 406);
  EXPECT_EQ(good(*house), 200);
}

TEST(Limits, ClassesOfTheFrameworkLimitListedMethodsOnly) {
  for (const char* name : {"default", "AnonRateThrottle"}) {
    SCOPED_TRACE(name);
    SettingChanges changes = limits({name});
    changes["rest_framework.default_throttle_classes"] = Texts{"AnonRateThrottle"};
    changes["rest_framework.default_throttle_rates"] = Rates{{"anon", "2/min"}, {"user", "none"}};
    const auto house = make_site(Engine::kSqlite, std::move(changes));
    for (int time = 0; time < 4; ++time) {
      EXPECT_EQ(logout(*house), 200);  // neither counted nor limited (contract sav §7.2, THROTTLE_METHODS)
      EXPECT_EQ(house->answer({.method = "OPTIONS", .target = kLoginPath}).status, 200);
    }
    EXPECT_EQ(good(*house), 200);
    EXPECT_EQ(good(*house), 200);
    EXPECT_EQ(good(*house), 429);
    EXPECT_EQ(logout(*house), 200);
  }
}

TEST(Limits, DeleteIsLimitedIfListed) {
  SettingChanges changes = limits({"address"}, "all", "1/min");
  changes["systems.sav.throttle_methods"] = Texts{"POST", "DELETE"};
  const auto house = make_site(Engine::kSqlite, std::move(changes));
  EXPECT_EQ(logout(*house), 200);
  EXPECT_EQ(logout(*house), 429);
}

TEST(Limits, DefaultsOfTheProjectDoNotApplyUnlessListed) {
  const auto house =
      make_site(Engine::kSqlite,
                {{"rest_framework.default_throttle_classes", Texts{"AnonRateThrottle"}},
                 {"rest_framework.default_throttle_rates", Rates{{"anon", "1/min"}, {"user", "none"}}}});
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(good(*house), 200);
  }
}

}  // namespace
}  // namespace narvi::tests
