// token_limit_per_user: counted and written in one transaction, so that nothing at once exceeds it.

#include <gtest/gtest.h>

#include <atomic>

#include "at_once.h"
#include "knox_site.h"

namespace narvi::tests {
namespace {

constexpr int kThreads = 64;

using KnoxLimit = BothEngines;

struct Answers {
  std::atomic<int> ok{0};
  std::atomic<int> refused{0};
  std::atomic<int> other{0};
};

/// 64 logins of alice at once; how many tokens she had at most.
std::int64_t log_in_at_once(TestHouse& house, Answers& answers) {
  return most_rows_while(house, "knox_authtoken WHERE user_id = 1", kThreads, [&](int) {
    const int status = knox_login(house).status;
    ++(status == 200 ? answers.ok : status == 403 ? answers.refused : answers.other);
  });
}

TEST_P(KnoxLimit, SixtyFourLoginsAtOnceDoNotExceedIt) {
  const auto house = knox_site(GetParam(), {{"knox.token_limit_per_user", std::int64_t{5}}});
  knox_token(*house, "bob", "builder");
  Answers answers;
  EXPECT_EQ(log_in_at_once(*house, answers), 5);
  EXPECT_EQ(answers.ok, 5);
  EXPECT_EQ(answers.refused, 59);
  EXPECT_EQ(answers.other, 0);
  EXPECT_EQ(count(*house, "knox_authtoken"), 6) << "bob's is not counted";
}

TEST_P(KnoxLimit, SixtyFourLoginsAtOnceEvictDownToIt) {
  const auto house = knox_site(GetParam(), {{"knox.token_limit_per_user", std::int64_t{3}},
                                            {"knox.limit_policy", std::string("evict_oldest")}});
  Answers answers;
  EXPECT_EQ(log_in_at_once(*house, answers), 3);
  EXPECT_EQ(answers.ok, 64);
  EXPECT_EQ(count(*house, "knox_authtoken"), 3);
}

TEST_P(KnoxLimit, TheOldestIsEvicted) {
  const auto house = knox_site(GetParam(), {{"knox.token_limit_per_user", std::int64_t{2}},
                                            {"knox.limit_policy", std::string("evict_oldest")},
                                            {"knox.token_ttl", std::monostate()}});
  std::vector<std::string> tokens;
  for (int time = 0; time < 3; ++time) {
    tokens.push_back(knox_token(*house));
    house->clock().advance(Seconds(1));
  }
  EXPECT_EQ(user_of_knox(*house, tokens[0]), "");
  EXPECT_EQ(user_of_knox(*house, tokens[1]), "alice");
  EXPECT_EQ(user_of_knox(*house, tokens[2]), "alice");
}

TEST_P(KnoxLimit, ARefusalChangesNothing) {
  const auto house = knox_site(GetParam(), {{"knox.token_limit_per_user", std::int64_t{1}}});
  knox_token(*house);
  const std::optional<Instant> first =
      house->query("SELECT last_login FROM auth_user WHERE id = 1").front().instant(0);
  house->clock().advance(Seconds(60));
  const http::Response response = knox_login(*house);
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.body, R"({"error":"Maximum amount of tokens allowed per user exceeded."})");
  EXPECT_EQ(house->query("SELECT last_login FROM auth_user WHERE id = 1").front().instant(0), first);
  house->clock().advance(Seconds(36000));
  EXPECT_EQ(knox_login(*house).status, 200) << "the first has expired";
}

INSTANTIATE_TEST_SUITE_P(Engines, KnoxLimit, testing::Values(Engine::kSqlite, Engine::kPostgres),
                         engine_name);

}  // namespace
}  // namespace narvi::tests
