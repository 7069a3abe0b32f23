// What expired tokens leave: the word in the access log, and how many of them one request deletes. And the
// line of a renewal that AUTO_REFRESH_MAX_TTL cut (knox §7).

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "base/log.h"
#include "http/request.h"
#include "io/suspend.h"
#include "knox_site.h"

namespace narvi::tests {
namespace {

using KnoxExpiry = BothEngines;

/// The word that the access log has for GET /api/ with that token.
std::string outcome_of(TestHouse& house, const std::string& token) {
  http::Peer peer{.address = "127.0.0.1", .port = 40000};
  http::BufferedBody body("");
  http::Request request;
  request.method = "GET";
  request.target = "/api/";
  request.path = "/api/";
  request.headers.add("Host", "testserver");
  const std::string authorization = "Token " + token;
  request.headers.add("Authorization", authorization);
  request.peer = &peer;
  request.body = &body;
  request.request_id = "0000000000000000";
  io::run_blocking(house.house().site().answer(request));
  return std::string(request.outcome);
}

TEST_P(KnoxExpiry, TheLogSaysWhatTheClientIsNotTold) {
  for (const char* clean_up : {"key", "verified", "off"}) {
    SCOPED_TRACE(clean_up);
    const auto house = knox_site(GetParam(), {{"knox.clean_up", std::string(clean_up)}});
    const std::string token = knox_token(*house);
    EXPECT_EQ(outcome_of(*house, token), "");
    house->clock().advance(Seconds(36001));
    EXPECT_EQ(outcome_of(*house, token), "expired");
    const bool is_kept = std::string(clean_up) == "off";
    EXPECT_EQ(outcome_of(*house, token), is_kept ? "expired" : "") << "by now it is an unknown one";
    EXPECT_EQ(user_of_knox(*house, token), "") << "and the text is the usual one";
    EXPECT_EQ(count(*house, "knox_authtoken"), is_kept ? 1 : 0);
  }
}

/// That many expired rows of alice.
void hoard(TestHouse& house, int rows) {
  for (int row = 0; row < rows; ++row) {
    const std::string digest = "digest" + std::to_string(row);
    house.query(
        "INSERT INTO knox_authtoken (digest, created, user_id, expiry, token_key) VALUES ($1, $2, 1, $2, $3)",
        {digest, house.clock().now() - Seconds(1), digest});
  }
}

TEST_P(KnoxExpiry, ARequestDeletesABoundedNumber) {
  const auto house = knox_site(GetParam());
  const std::string token = knox_token(*house);
  const std::string other = knox_token(*house);
  house->query("UPDATE knox_authtoken SET expiry = $1 WHERE token_key = $2",
               {house->clock().now() - Seconds(1), other.substr(0, 15)});
  hoard(*house, 130);
  const auto signals = expired_signals(*house);
  EXPECT_EQ(user_of_knox(*house, other), "");
  EXPECT_LE(signals->size(), 100U);
  ASSERT_FALSE(signals->empty());
  EXPECT_EQ(signals->back(), "auth_token alice") << "the presented one is always among them";
  EXPECT_GE(count(*house, "knox_authtoken"), 32);
  for (int time = 0; time < 3; ++time) {
    EXPECT_EQ(user_of_knox(*house, token), "alice");
  }
  EXPECT_EQ(count(*house, "knox_authtoken"), 1) << "with a few requests all have gone";
  EXPECT_EQ(signals->size(), 131U);
}

/// Lines of the operator log while it lives.
class LogLines {
 public:
  LogLines() : file_(std::tmpfile(), &std::fclose), log_({.descriptor = fileno(file_.get())}, clock_) {
    use_log(&log_);
  }
  ~LogLines() { use_log(nullptr); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  std::string text() {
    log_.flush();
    std::string all(4096, '\0');
    std::rewind(file_.get());
    all.resize(std::fread(all.data(), 1, all.size(), file_.get()));
    return all;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  SystemClock clock_;
  Log log_;
};

TEST_P(KnoxExpiry, ARenewalThatIsCutIsLogged) {
  const auto house = knox_site(GetParam(), {{"knox.auto_refresh", true},
                                            {"knox.auto_refresh_max_ttl", std::int64_t{40000}},
                                            {"knox.token_endpoints", true}});
  LogLines lines;
  const std::string token = knox_token(*house);
  house->clock().advance(Seconds(1000));
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  EXPECT_EQ(lines.text(), "") << "renewed for its whole lifetime";
  house->clock().advance(Seconds(10000));
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  const std::string cut = lines.text();
  EXPECT_NE(cut.find(" info auto_refresh_max_ttl cut the renewal of a knox token  user=alice"),
            std::string::npos)
      << cut;
  EXPECT_EQ(cut.find(token.substr(0, 15)), std::string::npos);
  EXPECT_EQ(user_of_knox(*house, token), "alice");
  EXPECT_EQ(post(*house, "/knox/refresh/", "Token " + token).status, 200);
  EXPECT_EQ(lines.text(), cut) << "nothing is left to renew";
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxExpiry, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
