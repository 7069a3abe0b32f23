// When what the house depends on is away or overloaded: 503 with Retry-After, no cookie, and it heals by
// itself (contracts README: 503; design §3).

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "browser.h"
#include "database/testbed/pg_cluster.h"

namespace narvi::tests {
namespace {

constexpr const char* kUnavailable = R"({"detail":"Service temporarily unavailable, try again later."})";

void expect_unavailable(const http::Response& response) {
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, kUnavailable);
  EXPECT_EQ(header(response, "Retry-After"), "1");
  EXPECT_TRUE(set_cookies(response).empty());
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
}

/// Asks again while the answer is 503, as its Retry-After says clients should; the deadline is far beyond
/// what reconnecting takes.
http::Response at_last(const std::function<http::Response()>& ask) {
  const auto end = std::chrono::steady_clock::now() + Seconds(30);
  http::Response response = ask();
  while (response.status == 503 && std::chrono::steady_clock::now() < end) {
    std::this_thread::yield();
    response = ask();
  }
  return response;
}

TEST(StoreAway, PostgresStopsAndReturns) {
  database::testbed::PgCluster cluster;
  cluster.create_database("away");
  const auto house = make_site_at(cluster.url("away"), {{"database.deadline", std::int64_t{1}}});
  load_users(*house);
  Browser alice(*house);
  ASSERT_EQ(alice.login("alice", "wonderland").status, 200);
  const std::string key = alice.session_key();
  Browser stranger(*house);

  cluster.stop();
  expect_unavailable(stranger.login("alice", "wonderland"));
  expect_unavailable(alice.login("alice", "wonderland"));
  expect_unavailable(alice.logout());
  const http::Response whoami = alice.send({.target = "/whoami/"});
  expect_unavailable(whoami);
  expect_unavailable(alice.send({.method = "POST", .target = "/remember/a/b/"}));
  EXPECT_EQ(alice.session_key(), key) << "a store that is away must not log anybody out";
  EXPECT_EQ(stranger.logout().status, 200) << "nothing to end, nothing to ask";
  EXPECT_EQ(house->answer({.target = "/plain/"}).status, 200);

  cluster.start();
  EXPECT_EQ(at_last([&] { return alice.send({.target = "/whoami/"}); }).body, "alice");
  EXPECT_EQ(at_last([&] { return stranger.login("bob", "builder"); }).status, 200);
  EXPECT_EQ(alice.logout().status, 200);
}

/// Holds every thread of the pool until `open`.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    woken_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    woken_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool open_ = false;
};

TEST(HashQueue, FullIs503) {
  Gate gate;  // outlives the pool's jobs
  const auto house = make_site(
      Engine::kSqlite, {{"auth.hash_threads", std::int64_t{1}}, {"auth.hash_queue", std::int64_t{1}}});
  io::WorkerPool& pool = house->house().hash_pool();
  ASSERT_TRUE(pool.submit([&gate](bool) { gate.wait(); }));
  while (pool.load().running == 0) {
    std::this_thread::yield();
  }
  ASSERT_TRUE(pool.submit([&gate](bool) { gate.wait(); }));

  Browser browser(*house);
  expect_unavailable(browser.login("alice", "wonderland"));
  expect_unavailable(browser.login("nobody", "x"));
  TestRequest basic = json_request("POST", kLoginPath, "{}");
  basic.headers.emplace_back("Authorization", "Basic YWxpY2U6d29uZGVybGFuZA==");
  expect_unavailable(browser.send(basic));
  EXPECT_EQ(count(*house, "django_session"), 0);
  EXPECT_EQ(browser.send(json_request("POST", kLoginPath, "{}")).status, 400) << "no hash, no queue";

  gate.open();
  while (pool.load().running + pool.load().waiting > 0) {
    std::this_thread::yield();
  }
  EXPECT_EQ(browser.login("alice", "wonderland").status, 200);
}

}  // namespace
}  // namespace narvi::tests
