// Throttles on a whole site: every one sees every request, scopes, lowered rates, rates of the settings
// (contract drf §6.3, §8).

#include <gtest/gtest.h>

#include <cmath>

#include "browser.h"
#include "rest/run.h"
#include "rest/throttle.h"
#include "rest/throttle_registry.h"

namespace narvi::tests {
namespace {

using Throttles = std::vector<std::shared_ptr<const rest::Throttle>>;

constexpr std::int64_t kStart = 1'700'000'000;

rest::Endpoint limited(std::string path, Throttles throttles, std::string scope = {}) {
  rest::Endpoint endpoint;
  endpoint.name = "test" + path;
  endpoint.path = std::move(path);
  endpoint.dialect = rest::run;
  endpoint.open_because = "a test";
  endpoint.throttles = std::move(throttles);
  endpoint.throttle_scope = std::move(scope);
  endpoint.methods = {{"GET", [](const rest::Admitted&, rest::Call&) -> io::Task<http::Response> {
                         co_return rest::json_response(200, http::json::Value("ok"));
                       }}};
  return endpoint;
}

std::shared_ptr<const rest::Throttle> user(std::string scope, std::int64_t limit, std::int64_t seconds) {
  return rest::user_rate_throttle({std::move(scope), rest::Rate{limit, Seconds(seconds)}, std::nullopt});
}

class ThrottleClasses : public testing::Test {
 protected:
  void open(std::vector<rest::Endpoint> views, SettingChanges changes = {}) {
    changes["security.secret_key"] = SecretText(kSecretKey);
    changes["server.allowed_hosts"] = std::vector<std::string>{"testserver"};
    house_ = std::make_unique<TestHouse>(fresh_database_url(Engine::kSqlite), changes, std::move(views));
  }

  /// The wait of a refusal in whole seconds, 0 for an answer, -1 for a refusal without Retry-After.
  int ask(const std::string& path, double at) {
    house_->clock().set(Instant(Seconds(kStart) + Microseconds(std::llround(at * 1e6))));
    const http::Response response = house_->answer({.target = path});
    if (response.status == 200) {
      return 0;
    }
    EXPECT_EQ(response.status, 429);
    const std::string wait = header(response, "Retry-After");
    return wait.empty() ? -1 : std::stoi(wait);
  }

  std::unique_ptr<TestHouse> house_;
};

TEST_F(ThrottleClasses, TheVectorOfTheContract) {
  open({limited("/a/", {rest::anon_rate_throttle({"anon", rest::Rate{3, Seconds(60)}, std::nullopt})})});
  const std::pair<double, int> steps[] = {{0, 0},     {10, 0},   {20, 0}, {20, 40},
                                          {20.5, 40}, {59.4, 1}, {60, 0}, {60, 10}};
  for (const auto& [at, wait] : steps) {
    EXPECT_EQ(ask("/a/", at), wait) << at;
  }
}

TEST_F(ThrottleClasses, AllOfThemSeeEveryRequest) {
  open({limited("/a/", {user("sec", 3, 1), user("min", 6, 60)})});
  for (int request = 0; request < 3; ++request) {
    EXPECT_EQ(ask("/a/", 0), 0);
  }
  EXPECT_EQ(ask("/a/", 0), 1) << "the minute's throttle counted this one, too";
  EXPECT_EQ(ask("/a/", 1), 0);
  EXPECT_EQ(ask("/a/", 1), 0);
  EXPECT_EQ(ask("/a/", 1), 59);
  EXPECT_EQ(ask("/a/", 2), 58);
}

TEST_F(ThrottleClasses, AnEvenRateNeverHits) {
  open({limited("/a/", {user("min", 3, 60)})});
  for (const double at : {0, 20, 40, 60, 80, 100}) {
    EXPECT_EQ(ask("/a/", at), 0) << at;
  }
}

TEST_F(ThrottleClasses, ARateThatWasLoweredHasNoWait) {
  open({limited("/wide/", {user("same", 5, 60)}), limited("/narrow/", {user("same", 2, 60)})});
  for (int request = 0; request < 4; ++request) {
    EXPECT_EQ(ask("/wide/", 0), 0);
  }
  EXPECT_EQ(ask("/narrow/", 0), -1);
}

TEST_F(ThrottleClasses, ZeroRefusesAlways) {
  open({limited("/a/", {user("none", 0, 60)})});
  EXPECT_EQ(ask("/a/", 0), 60) << "period / (limit + 1) without a history";
}

TEST_F(ThrottleClasses, ScopesCountApart) {
  const auto scoped = rest::scoped_rate_throttle(
      {{"x", rest::Rate{3, Seconds(60)}}, {"y", rest::Rate{1, Seconds(60)}}, {"free", std::nullopt}},
      std::nullopt);
  open({limited("/x/", {scoped}, "x"), limited("/y/", {scoped}, "y"), limited("/free/", {scoped}, "free"),
        limited("/none/", {scoped})});
  for (int request = 0; request < 3; ++request) {
    EXPECT_EQ(ask("/x/", 0), 0);
  }
  EXPECT_EQ(ask("/x/", 0), 60);
  EXPECT_EQ(ask("/y/", 0), 0);
  EXPECT_EQ(ask("/y/", 0), 60);
  for (int request = 0; request < 10; ++request) {
    EXPECT_EQ(ask("/free/", 0), 0);
    EXPECT_EQ(ask("/none/", 0), 0);
  }
}

TEST(ThrottleRegistry, AScopeWithoutARateStopsTheStart) {
  const auto scoped = rest::scoped_rate_throttle({{"x", rest::Rate{3, Seconds(60)}}}, std::nullopt);
  const auto problem = scoped->check(limited("/y/", {scoped}, "y"));
  ASSERT_FALSE(problem.has_value());
  EXPECT_EQ(problem.error().kind, ErrorKind::kConfiguration);
  EXPECT_EQ(problem.error().message, "no default throttle rate set for 'y' scope");
  EXPECT_TRUE(scoped->check(limited("/x/", {scoped}, "x")).has_value());
  EXPECT_TRUE(scoped->check(limited("/none/", {scoped})).has_value());
}

TEST(ThrottleRegistry, FindsClassesAndReadsRates) {
  Settings settings;
  const auto rates = [&](std::map<std::string, std::string> given, bool extended) {
    settings.put("rest_framework", "default_throttle_rates", {std::move(given), "here:1"});
    settings.put("rest_framework", "extended_throttle_rates", {extended, "here:2"});
  };
  settings.put("rest_framework", "num_proxies", {std::monostate(), "default"});
  rates({{"anon", "3/min"}, {"user", "none"}}, false);
  const auto found = rest::find_throttles(
      {"AnonRateThrottle", "rest_framework.throttling.UserRateThrottle", "ScopedRateThrottle"}, settings);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_EQ(found->size(), 3U);
  EXPECT_FALSE(rest::find_throttles({"SlowThrottle"}, settings).has_value());

  rates({{"user", "1/s"}}, false);
  const auto missing = rest::find_throttles({"AnonRateThrottle"}, settings);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "here:1: no default throttle rate set for 'anon' scope");

  rates({{"anon", "10/15m"}}, false);
  EXPECT_FALSE(rest::find_throttles({"AnonRateThrottle"}, settings).has_value());
  rates({{"anon", "10/15m"}}, true);
  EXPECT_TRUE(rest::find_throttles({"AnonRateThrottle"}, settings).has_value());
}

}  // namespace
}  // namespace narvi::tests
