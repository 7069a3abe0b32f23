// Settings of Durin that no vector sets: upstream's, and Narvi's own (contract durin §4, §9).

#include <gtest/gtest.h>

#include "durin_site.h"
#include "vectors.h"

namespace narvi::tests {
namespace {

using http::json::Value;
using DurinSettings = BothEngines;

Value json(const http::Response& response) {
  auto value = http::json::read(response.body);
  EXPECT_TRUE(value.has_value()) << response.body;
  return value.value_or(Value());
}

Instant expiry_in_table(TestHouse& house) {
  return house.query("SELECT expiry FROM durin_authtoken ORDER BY id").front().instant(0).value();
}

TEST_P(DurinSettings, AHeaderMayNameTheClient) {
  const auto house = durin_site(GetParam(), {{"durin.client_header", std::string("X-Client")}});
  TestRequest request = json_request("POST", "/durin/login/", login_body("alice", "wonderland"));
  EXPECT_EQ(house->answer(request).body, R"({"detail":"No client specified."})");
  request.headers.emplace_back("X-Client", "cli");
  EXPECT_EQ(house->answer(request).status, 200);
  EXPECT_EQ(house->query("SELECT client_id FROM durin_authtoken").front().integer(0), 2);
  EXPECT_EQ(durin_login(*house, "web").status, 200) << "without the header the body does";
}

TEST_P(DurinSettings, TheUserInTheAnswerOfALogin) {
  const auto house =
      durin_site(GetParam(), {{"durin.user_serializer", std::string("durin.serializers.UserSerializer")},
                              {"durin.user_fields", std::vector<std::string>{"id", "username", "is_staff"}}});
  EXPECT_EQ(http::json::write(member(json(durin_login(*house)), "user"), http::json::Style::kCompactUtf8),
            R"({"id":1,"username":"alice","is_staff":false})");
}

TEST_P(DurinSettings, WordsAsNewerLibrariesSayThem) {
  const auto house = durin_site(GetParam(), {{"durin.humanize", std::string("rounding")}});
  const std::string token = durin_token(*house);
  house->query("UPDATE durin_authtoken SET expiry = $1", {house->clock().now() + std::chrono::hours(36)});
  house->query("UPDATE durin_authtoken SET created = $1",
               {house->clock().now() + std::chrono::hours(36) - Seconds(5400)});
  EXPECT_EQ(text_of(json(ask(*house, "GET", "/durin/sessions/", token)).array()->front(), "expires_in_str"),
            "2 hours");
}

TEST_P(DurinSettings, AnExpiredTokenMayBeReplacedAtLogin) {
  const auto house = durin_site(GetParam(), {{"durin.replace_expired_on_login", true}});
  const std::string first = durin_token(*house);
  EXPECT_EQ(durin_token(*house), first);
  house->clock().advance(std::chrono::hours(25));
  const std::string second = durin_token(*house);
  EXPECT_NE(second, first);
  EXPECT_EQ(status_of(*house, second), 200);
  EXPECT_EQ(status_of(*house, first), 401);
  EXPECT_EQ(count(*house, "durin_authtoken"), 1);
}

TEST_P(DurinSettings, SlidingExpiryWritesOnlyWhenItWinsEnough) {
  const auto house = durin_site(GetParam(), {{"durin.refresh_on_use", true}});
  const std::string token = durin_token(*house);
  const Instant start = house->clock().now();
  house->clock().advance(Seconds(59));
  EXPECT_EQ(status_of(*house, token), 200);
  EXPECT_EQ(expiry_in_table(*house), start + std::chrono::days(1));
  house->clock().advance(Seconds(1));
  EXPECT_EQ(status_of(*house, token), 200);
  EXPECT_EQ(expiry_in_table(*house), start + std::chrono::days(1) + Seconds(60));
  for (int day = 0; day < 5; ++day) {
    house->clock().advance(std::chrono::hours(23));
    EXPECT_EQ(status_of(*house, token), 200);
  }
  house->clock().advance(std::chrono::hours(25));
  EXPECT_EQ(status_of(*house, token), 401);
}

TEST_P(DurinSettings, NothingOutlivesTheLongestLifetime) {
  const auto house = durin_site(GetParam(), {{"durin.refresh_on_use", true},
                                             {"durin.refresh_token_on_login", true},
                                             {"durin.max_lifetime", std::int64_t{3 * 24 * 3600}}});
  const std::string token = durin_token(*house, "cli");
  const Instant start = house->clock().now();
  EXPECT_EQ(expiry_in_table(*house), start + std::chrono::days(3)) << "the client's 30 days are too many";
  house->clock().advance(std::chrono::days(2));
  EXPECT_EQ(ask(*house, "POST", "/durin/refresh/", token).status, 200);
  EXPECT_EQ(expiry_in_table(*house), start + std::chrono::days(3));
  // What others stored for longer ends at that moment, too.
  house->query("UPDATE durin_authtoken SET expiry = $1", {start + std::chrono::days(300)});
  house->clock().advance(std::chrono::days(1) + Microseconds(1));
  EXPECT_NE(durin_token(*house, "cli"), token) << "renewing it could not help";
  EXPECT_EQ(status_of(*house, token), 401);
}

TEST_P(DurinSettings, ALimitOverAllClientsRefuses) {
  const auto house = durin_site(GetParam(), {{"durin.token_limit_per_user", std::int64_t{2}},
                                             {"durin.api_access_client_name", std::string("api")}});
  const std::string web = durin_token(*house, "web");
  durin_token(*house, "cli");
  EXPECT_EQ(ask(*house, "POST", "/durin/apiaccess/", web).status, 403);
  const http::Response third = durin_login(*house, "api");
  EXPECT_EQ(third.status, 403);
  EXPECT_EQ(third.body, R"({"detail":"Maximum amount of tokens allowed per user exceeded."})");
  EXPECT_EQ(durin_token(*house, "web"), web) << "one that is there is given again";
  EXPECT_EQ(durin_login(*house, "web", "bob", "builder").status, 200) << "each user has his own";
  house->clock().advance(std::chrono::hours(25));
  EXPECT_EQ(durin_login(*house, "api").status, 200) << "what has expired does not count";
}

TEST_P(DurinSettings, OrItEndsTheOldest) {
  const auto house = durin_site(GetParam(), {{"durin.token_limit_per_user", std::int64_t{2}},
                                             {"durin.limit_policy", std::string("evict_oldest")}});
  const std::string web = durin_token(*house, "web");
  house->clock().advance(Seconds(1));
  const std::string cli = durin_token(*house, "cli");
  house->clock().advance(Seconds(1));
  const std::string api = durin_token(*house, "api");
  EXPECT_EQ(status_of(*house, web), 401);
  EXPECT_EQ(status_of(*house, cli), 200);
  EXPECT_EQ(status_of(*house, api), 200);
}

TEST_P(DurinSettings, TheThrottleHasANameForTheSitesList) {
  const auto house = durin_site(
      GetParam(),
      {{"rest_framework.default_throttle_classes",
        std::vector<std::string>{"durin.throttling.UserClientRateThrottle"}},
       {"rest_framework.default_throttle_rates",
        std::map<std::string, std::string>{{"user", "none"}, {"anon", "none"}, {"user_per_client", "2/m"}}}});
  EXPECT_EQ(durin_login(*house).status, 200);
  const std::string token = durin_token(*house);
  EXPECT_EQ(durin_login(*house).status, 429) << "by address";
  EXPECT_EQ(ask(*house, "GET", "/durin/sessions/", token).status, 200);
  EXPECT_EQ(ask(*house, "GET", "/durin/sessions/", token).status, 200);
  EXPECT_EQ(header(ask(*house, "GET", "/durin/sessions/", token), "Retry-After"), "60");
}

TEST_P(DurinSettings, LoginsAreLimitedByAddressAndByAccount) {
  auto house = durin_site(GetParam(), {{"durin.throttle_account", std::string("2/min")}});
  EXPECT_EQ(durin_login(*house, "web", "alice", "wrong").status, 400);
  EXPECT_EQ(durin_login(*house, "web", "alice", "wrong").status, 400);
  EXPECT_EQ(durin_login(*house, "web", "alice").body,
            R"({"detail":"Request was throttled. Expected available in 60 seconds."})");
  EXPECT_EQ(durin_login(*house, "web", "bob", "builder").status, 200);
  house = durin_site(GetParam(), {{"durin.throttle_address", std::string("2/15m")}});
  EXPECT_EQ(durin_login(*house).status, 200);
  EXPECT_EQ(durin_login(*house).status, 200);
  EXPECT_EQ(header(durin_login(*house), "Retry-After"), "900");
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinSettings, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
