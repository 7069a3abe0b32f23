// Requests beside each other through the whole site, on every engine that stores sessions: nothing is lost,
// nothing comes back (design §3; contract django-sessions-csrf §3.1).

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "browser.h"

namespace narvi::tests {
namespace {

struct Kind {
  std::string engine;
  Engine database;
};

class SideBySide : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override { house_ = make_site(GetParam().database, {{"sessions.engine", GetParam().engine}}); }
  /// Both at once.
  template <class One, class Other>
  static void at_once(One one, Other other) {
    std::thread thread(std::move(one));
    other();
    thread.join();
  }
  std::unique_ptr<TestHouse> house_;
};

TEST_P(SideBySide, TwoWritersOfOneSession) {
  for (int round = 0; round < 10; ++round) {
    Browser owner(*house_);
    ASSERT_EQ(owner.login("alice", "wonderland").status, 200);
    Browser other = owner;
    const auto write = [](Browser& browser, const char* path) {
      EXPECT_EQ(browser.send({.method = "POST", .target = path}).status, 200);
    };
    at_once([&] { write(owner, "/remember/one/1/"); }, [&] { write(other, "/remember/other/2/"); });
    EXPECT_EQ(owner.send({.target = "/recall/one/"}).body, "1");
    EXPECT_EQ(owner.send({.target = "/recall/other/"}).body, "2");
    EXPECT_EQ(owner.whoami(), "alice");
  }
}

TEST_P(SideBySide, ALogoutBesideAWriteIsFinal) {
  for (int round = 0; round < 15; ++round) {
    Browser leaver(*house_);
    ASSERT_EQ(leaver.login("alice", "wonderland").status, 200);
    const std::string key = leaver.session_key();
    Browser writer = leaver;
    http::Response written;
    at_once([&] { EXPECT_EQ(leaver.logout().status, 200); },
            [&] { written = writer.send({.method = "POST", .target = "/remember/late/x/"}); });
    // Before the logout, interrupted by it, or after it in a session of nobody's.
    EXPECT_TRUE(written.status == 200 || written.status == 400) << written.status;
    Browser thief(*house_);
    thief.set_cookie("sessionid", key);
    EXPECT_EQ(thief.whoami(), "");
    EXPECT_EQ(writer.whoami(), "");
  }
}

TEST_P(SideBySide, ManyLoginsOfOneUser) {
  constexpr int kThreads = 8;
  constexpr int kEach = 8;
  std::vector<std::vector<std::string>> keys(kThreads);
  std::vector<std::thread> threads;
  for (std::vector<std::string>& mine : keys) {
    threads.emplace_back([this, &mine] {
      for (int time = 0; time < kEach; ++time) {
        Browser browser(*house_);
        EXPECT_EQ(browser.login("alice", "wonderland").status, 200);
        mine.push_back(browser.session_key());
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::set<std::string> all;
  for (const auto& of_thread : keys) {
    all.insert(of_thread.begin(), of_thread.end());
  }
  EXPECT_EQ(all.size(), 64U);
  for (const std::string& key : all) {
    Browser browser(*house_);
    browser.set_cookie("sessionid", key);
    EXPECT_EQ(browser.whoami(), "alice");
  }
}

/// While a user logs in, something ends the account's right to: the login may be first or be refused, but
/// afterwards the session is nobody's, as upstream.
TEST_P(SideBySide, ALoginBesideWhatForbidsIt) {
  const char* const changes[] = {
      "UPDATE auth_user SET is_active = FALSE WHERE username = 'alice'",
      "UPDATE auth_user SET password = 'pbkdf2_sha256$1000$other$AAAA' WHERE username = 'alice'"};
  for (const char* const change : changes) {
    for (int round = 0; round < 5; ++round) {
      SCOPED_TRACE(change);
      load_users(*house_);
      Browser browser(*house_);
      http::Response login;
      at_once([&] { login = browser.login("alice", "wonderland"); }, [&] { house_->query(change); });
      EXPECT_TRUE(login.status == 200 || login.status == 400 || login.status == 401 || login.status == 403)
          << login.status;
      EXPECT_EQ(browser.session_key().empty(), login.status != 200);
      EXPECT_EQ(browser.whoami(), "");
    }
  }
}

TEST_P(SideBySide, ALogoutIsSeenByEveryReaderAtOnce) {
  for (int round = 0; round < 10; ++round) {
    Browser owner(*house_);
    ASSERT_EQ(owner.login("alice", "wonderland").status, 200);
    Browser reader = owner;
    std::atomic<bool> acknowledged{false};
    std::atomic<int> late{0};
    at_once(
        [&] {
          bool knew = false;
          do {
            knew = acknowledged;
            late += reader.whoami() == "alice" && knew ? 1 : 0;
          } while (!knew);
        },
        [&] {
          EXPECT_EQ(owner.logout().status, 200);
          acknowledged = true;
        });
    EXPECT_EQ(late, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, SideBySide,
                         testing::Values(Kind{"db", Engine::kSqlite}, Kind{"db", Engine::kPostgres},
                                         Kind{"cached_db", Engine::kSqlite},
                                         Kind{"cached_db", Engine::kPostgres},
                                         Kind{"cache", Engine::kSqlite}),
                         [](const auto& info) {
                           return info.param.engine + "_" + std::string(name_of(info.param.database));
                         });

}  // namespace
}  // namespace narvi::tests
