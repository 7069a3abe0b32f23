// Many at once: logins of one user, and a login beside a logout of the same session.

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "browser.h"

namespace narvi::tests {
namespace {

using Concurrent = BothEngines;

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

TEST_P(Concurrent, SixtyFourLoginsOfOneUser) {
  constexpr int kThreads = 8;
  constexpr int kEach = 8;
  const auto house = make_site(GetParam());
  std::vector<std::vector<std::string>> keys(kThreads);
  at_once(kThreads, [&](int number) {
    for (int time = 0; time < kEach; ++time) {
      Browser browser(*house);
      EXPECT_EQ(browser.login("alice", "wonderland").status, 200);
      keys[static_cast<std::size_t>(number)].push_back(browser.session_key());
    }
  });
  std::set<std::string> all;
  for (const auto& of_thread : keys) {
    all.insert(of_thread.begin(), of_thread.end());
  }
  EXPECT_EQ(all.size(), 64U);
  EXPECT_EQ(count(*house, "django_session"), 64);
  for (const std::string& key : all) {
    Browser browser(*house);
    browser.set_cookie("sessionid", key);
    EXPECT_EQ(browser.whoami(), "alice");
  }
}

TEST_P(Concurrent, LoginBesideLogoutOfTheSameSession) {
  const auto house = make_site(GetParam());
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE(round);
    Browser first(*house);
    ASSERT_EQ(first.login("alice", "wonderland").status, 200);
    const std::string key = first.session_key();
    Browser second = first;
    http::Response login;
    http::Response logout;
    at_once(2, [&](int number) {
      if (number == 0) {
        login = first.login("alice", "wonderland");
      } else {
        logout = second.logout();
      }
    });
    EXPECT_EQ(logout.status, 200);
    EXPECT_FALSE(has_session(*house, key)) << "a logout is never undone";
    // 200 in the old session (before the logout), 200 in a new one (after it), or interrupted.
    EXPECT_TRUE(login.status == 200 || login.status == 400) << login.status;
    if (login.status == 400) {
      EXPECT_TRUE(set_cookies(login).empty());
      EXPECT_NE(login.body.find("Bad Request (400)"), std::string::npos);
    } else {
      EXPECT_EQ(count(*house, "django_session"), first.session_key() == key ? 0 : 1);
    }
    house->query("DELETE FROM django_session");
  }
}

TEST_P(Concurrent, WritersOfOneSessionLoseNothing) {
  constexpr int kThreads = 3;  // as many as one save may collide with (design §3)
  const auto house = make_site(GetParam());
  Browser owner(*house);
  ASSERT_EQ(owner.login("alice", "wonderland").status, 200);
  at_once(kThreads, [&](int number) {
    Browser browser = owner;
    const std::string name = "key" + std::to_string(number);
    EXPECT_EQ(browser.send({.method = "POST", .target = "/remember/" + name + "/x/"}).status, 200);
  });
  for (int number = 0; number < kThreads; ++number) {
    EXPECT_EQ(owner.send({.target = "/recall/key" + std::to_string(number) + "/"}).body, "x");
  }
  EXPECT_EQ(owner.whoami(), "alice");
}

INSTANTIATE_TEST_SUITE_P(Engines, Concurrent, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
