// Many at once: first logins, logins under a limit, and a logout beside requests and renewals of its token.

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "durin_site.h"

namespace narvi::tests {
namespace {

using DurinAtOnce = BothEngines;

/// Runs `job(number)` on that many threads at once.
template <class Job>
void at_once(int threads, Job job) {
  std::vector<std::thread> running;
  for (int number = 0; number < threads; ++number) {
    running.emplace_back([&job, number] { job(number); });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
}

TEST_P(DurinAtOnce, FirstLoginsOfOneUserGetTheSameToken) {
  constexpr int kThreads = 8;
  const auto house = durin_site(GetParam());
  for (int round = 0; round < 5; ++round) {
    std::vector<std::string> tokens(kThreads);
    at_once(kThreads, [&](int number) { tokens[static_cast<std::size_t>(number)] = durin_token(*house); });
    EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), 1U);
    EXPECT_EQ(count(*house, "durin_authtoken"), 1);
    EXPECT_EQ(status_of(*house, tokens.front()), 200);
    house->query("DELETE FROM durin_authtoken");
  }
}

/// 64 logins of one user through 64 clients, on eight threads; how many were refused.
int log_in_everywhere(TestHouse& house, std::atomic<std::int64_t>& most) {
  constexpr int kThreads = 8;
  constexpr int kEach = 8;
  for (int client = 0; client < kThreads * kEach; ++client) {
    add_client(house, 100 + client, "client" + std::to_string(client), std::chrono::hours(1));
  }
  std::atomic<int> refused{0};
  at_once(kThreads, [&](int number) {
    for (int time = 0; time < kEach; ++time) {
      const http::Response response = durin_login(house, "client" + std::to_string(number * kEach + time));
      EXPECT_TRUE(response.status == 200 || response.status == 403) << response.status << response.body;
      refused += response.status == 403 ? 1 : 0;
      const std::int64_t held = count(house, "durin_authtoken");
      for (std::int64_t seen = most; held > seen && !most.compare_exchange_weak(seen, held);) {
      }
    }
  });
  return refused;
}

TEST_P(DurinAtOnce, ALimitIsNeverExceeded) {
  const auto house = durin_site(GetParam(), {{"durin.token_limit_per_user", std::int64_t{5}}});
  std::atomic<std::int64_t> most{0};
  EXPECT_EQ(log_in_everywhere(*house, most), 59);
  EXPECT_EQ(count(*house, "durin_authtoken"), 5);
  EXPECT_EQ(most, 5);
}

TEST_P(DurinAtOnce, NorWhenTheOldestMakeRoom) {
  const auto house = durin_site(GetParam(), {{"durin.token_limit_per_user", std::int64_t{5}},
                                             {"durin.limit_policy", std::string("evict_oldest")}});
  std::atomic<std::int64_t> most{0};
  EXPECT_EQ(log_in_everywhere(*house, most), 0);
  EXPECT_EQ(count(*house, "durin_authtoken"), 5);
  EXPECT_EQ(most, 5);
}

/// Requests and renewals with a token go on while it is ended: whoever began after the logout was answered is
/// refused, through either scheme, and no renewal brings the row back.
TEST_P(DurinAtOnce, NothingIsAcceptedAfterItsLogoutWasAnswered) {
  constexpr int kRounds = 25;
  const auto house = durin_site(
      GetParam(), {{"durin.refresh_on_use", true}, {"durin.min_refresh_interval", std::int64_t{0}}});
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const std::string token = durin_token(*house);
    std::atomic<bool> answered{false};
    std::atomic<int> served{0};
    std::atomic<int> late{0};
    const auto use = [&](const std::string& method, const std::string& path) {
      for (int after = 0; after < 3;) {
        const bool ended = answered;
        const int status = ask(*house, method, path, token).status;
        EXPECT_TRUE(status == 200 || status == 401) << path << status;
        served += status == 200 ? 1 : 0;
        late += ended && status != 401 ? 1 : 0;
        after += ended ? 1 : 0;
      }
    };
    at_once(4, [&](int number) {
      if (number == 0) {
        use("GET", "/api/");
      } else if (number == 1) {
        use("GET", "/api/cached");
      } else if (number == 2) {
        use("POST", "/durin/refresh/");
      } else {
        while (served < 5) {
          std::this_thread::yield();
        }
        EXPECT_EQ(ask(*house, "POST", "/durin/logout/", token).status, 204);
        answered = true;
      }
    });
    EXPECT_EQ(late, 0);
    EXPECT_EQ(count(*house, "durin_authtoken"), 0);
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
