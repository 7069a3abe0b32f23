// Many at once: first logins, logins under a limit, and a logout beside requests and renewals of its token.

#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "at_once.h"
#include "durin_site.h"
#include "io/suspend.h"

namespace narvi::tests {
namespace {

constexpr int kThreads = 64;

using DurinAtOnce = BothEngines;

/// The tokens of that many logins of alice at once.
std::set<std::string> tokens_of_logins(TestHouse& house) {
  std::vector<std::string> tokens(kThreads);
  at_once(kThreads, [&](int number) { tokens[static_cast<std::size_t>(number)] = durin_token(house); });
  return {tokens.begin(), tokens.end()};
}

TEST_P(DurinAtOnce, FirstLoginsOfOneUserGetTheSameToken) {
  const auto house = durin_site(GetParam());
  for (int round = 0; round < 2; ++round) {
    const std::set<std::string> tokens = tokens_of_logins(*house);
    EXPECT_EQ(tokens.size(), 1U);
    EXPECT_EQ(count(*house, "durin_authtoken"), 1);
    EXPECT_EQ(status_of(*house, *tokens.begin()), 200);
    house->query("DELETE FROM durin_authtoken");
  }
}

TEST_P(DurinAtOnce, LoginsThatReplaceAnExpiredTokenGetTheSameOne) {
  const auto house = durin_site(GetParam(), {{"durin.replace_expired_on_login", true}});
  std::string before = durin_token(*house);
  for (int round = 0; round < 3; ++round) {
    SCOPED_TRACE(round);
    house->clock().advance(std::chrono::hours(25));
    const std::set<std::string> tokens = tokens_of_logins(*house);
    ASSERT_EQ(tokens.size(), 1U) << "all others hold a token that somebody overwrote";
    EXPECT_NE(*tokens.begin(), before);
    EXPECT_EQ(status_of(*house, *tokens.begin()), 200);
    EXPECT_EQ(status_of(*house, before), 401);
    before = *tokens.begin();
  }
}

TEST_P(DurinAtOnce, SoDoThoseThatReplaceOneThatIsTooOldToBeRenewed) {
  const auto house = durin_site(
      GetParam(), {{"durin.refresh_token_on_login", true}, {"durin.max_lifetime", std::int64_t{25 * 3600}}});
  const std::string before = durin_token(*house);
  house->clock().advance(std::chrono::hours(25));
  const std::set<std::string> tokens = tokens_of_logins(*house);
  ASSERT_EQ(tokens.size(), 1U);
  EXPECT_NE(*tokens.begin(), before);
  EXPECT_EQ(status_of(*house, *tokens.begin()), 200);
}

/// 64 logins of one user through 64 clients at once; how many were refused. No moment has more than five.
int log_in_everywhere(TestHouse& house) {
  for (int client = 0; client < kThreads; ++client) {
    add_client(house, 100 + client, "client" + std::to_string(client), std::chrono::hours(1));
  }
  std::atomic<int> refused{0};
  const std::int64_t most = most_rows_while(house, "durin_authtoken", kThreads, [&](int number) {
    const http::Response response = durin_login(house, "client" + std::to_string(number));
    EXPECT_TRUE(response.status == 200 || response.status == 403) << response.status << response.body;
    refused += response.status == 403 ? 1 : 0;
  });
  EXPECT_EQ(most, 5);
  EXPECT_EQ(count(house, "durin_authtoken"), 5);
  return refused;
}

TEST_P(DurinAtOnce, ALimitIsNeverExceeded) {
  const auto house = durin_site(GetParam(), {{"durin.token_limit_per_user", std::int64_t{5}}});
  EXPECT_EQ(log_in_everywhere(*house), 59);
}

TEST_P(DurinAtOnce, NorWhenTheOldestMakeRoom) {
  const auto house = durin_site(GetParam(), {{"durin.token_limit_per_user", std::int64_t{5}},
                                             {"durin.limit_policy", std::string("evict_oldest")}});
  EXPECT_EQ(log_in_everywhere(*house), 0);
}

/// Whoever began after the logout was answered is refused, through either scheme, and no renewal brings the
/// row back.
TEST_P(DurinAtOnce, NothingIsAcceptedAfterItsLogoutWasAnswered) {
  constexpr int kRounds = 25;
  const auto house = durin_site(
      GetParam(), {{"durin.refresh_on_use", true}, {"durin.min_refresh_interval", std::int64_t{0}}});
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const std::string token = durin_token(*house);
    const int late = served_after(
        {[&] { return status_of(*house, token); }, [&] { return cached_status_of(*house, token); },
         [&] { return ask(*house, "POST", "/durin/refresh/", token).status; }},
        [&] { EXPECT_EQ(ask(*house, "POST", "/durin/logout/", token).status, 204); });
    EXPECT_EQ(late, 0);
    EXPECT_EQ(count(*house, "durin_authtoken"), 0);
  }
}

TEST_P(DurinAtOnce, NorAfterItsUserWasDeactivated) {
  constexpr int kRounds = 25;
  const auto house = durin_site(GetParam());
  accounts::Users& users = house->house().accounts().users;
  const accounts::User alice = user_named(*house, "alice");
  const std::string token = durin_token(*house);
  const auto set_active = [&](bool active) {
    EXPECT_TRUE(io::run_blocking(users.set_active(alice.key, active)).has_value());
  };
  const auto cached = [&] { return cached_status_of(*house, token); };
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    EXPECT_EQ(
        served_after({cached, cached, [&] { return status_of(*house, token); }}, [&] { set_active(false); }),
        0);
    set_active(true);
  }
}

TEST_P(DurinAtOnce, AnExpiredTokenIsToldOfOnce) {
  const auto house = durin_site(GetParam());
  std::atomic<int> told{0};
  house->house().services().events.token_expired.emplace_back([&](const rest::TokenExpired& expired) {
    EXPECT_EQ(expired.username, "alice");
    ++told;
  });
  const std::string token = durin_token(*house);
  house->clock().advance(std::chrono::hours(25));
  at_once(8, [&](int) { EXPECT_EQ(status_of(*house, token), 401); });
  EXPECT_EQ(told, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, DurinAtOnce, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
