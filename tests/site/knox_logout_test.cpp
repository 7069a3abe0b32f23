// A logout under load: requests and renewals with its token go on meanwhile.

#include <gtest/gtest.h>

#include "at_once.h"
#include "knox_site.h"

namespace narvi::tests {
namespace {

using KnoxLogout = BothEngines;

int status_of(TestHouse& house, const std::string& token) {
  TestRequest request{.target = "/api/"};
  request.headers = {{"Authorization", "Token " + token}};
  return house.answer(request).status;
}

/// Whoever began after the logout was answered is refused, and no renewal brings the row back.
TEST_P(KnoxLogout, NothingIsAcceptedAfterItWasAnswered) {
  constexpr int kRounds = 25;
  const auto house = knox_site(GetParam(), {{"knox.auto_refresh", true},
                                            {"knox.min_refresh_interval", std::int64_t{0}},
                                            {"knox.token_endpoints", true}});
  const Instant soon = house->clock().now() + Seconds(1000);
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const std::string token = knox_token(*house);
    const auto shortened = [&] {  // so that there is always something to renew
      house->query("UPDATE knox_authtoken SET expiry = $1", {soon});
      return status_of(*house, token);
    };
    const auto refreshed = [&] { return post(*house, "/knox/refresh/", "Token " + token).status; };
    const char* path = round % 2 == 0 ? "/knox/logout/" : "/knox/logoutall/";
    const int late = served_after({shortened, refreshed, [&] { return status_of(*house, token); }},
                                  [&] { EXPECT_EQ(post(*house, path, "Token " + token).status, 204); });
    EXPECT_EQ(late, 0);
    EXPECT_EQ(count(*house, "knox_authtoken"), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxLogout, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
