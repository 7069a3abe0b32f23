// A real server in good health: keys, expiry, scripts, passwords, loops, and the errors it answers.

#include "cache/redis/test_support.h"

namespace narvi::cache::redis {
namespace {

Options with_prefix(Options options, std::string prefix) {
  options.key_prefix = std::move(prefix);
  return options;
}

TEST(Redis, KeysHaveThePrefixAndExpireByThemselves) {
  const auto counters = open_or_fail(with_prefix(patient(server().url()), "expiry:"));
  ASSERT_TRUE(hit(*counters));
  EXPECT_EQ(server().command({"TYPE", "expiry:k"}), "list");
  const int life = std::stoi(server().command({"PTTL", "expiry:k"}));
  EXPECT_GT(life, 60'000 - 30'000);
  EXPECT_LE(life, 65'000);
  // A shorter period does not shorten the life of what a longer one counted.
  ASSERT_TRUE(io::run_blocking(counters->record("k", Seconds(1), a_moment())));
  EXPECT_GT(std::stoi(server().command({"PTTL", "expiry:k"})), 7000);
  ASSERT_TRUE(io::run_blocking(counters->record("short", Microseconds(1), a_moment())));
  EXPECT_LE(std::stoi(server().command({"PTTL", "expiry:short"})), 5001);
  // Asking makes no key.
  ASSERT_TRUE(io::run_blocking(counters->peek("asked", 3, Seconds(60), a_moment())));
  EXPECT_EQ(server().command({"EXISTS", "expiry:asked"}), "0");
}

TEST(Redis, SitesWithTheirPrefixDoNotMeet) {
  const auto one = open_or_fail(with_prefix(patient(server().url()), "one:"));
  const auto two = open_or_fail(with_prefix(patient(server().url()), "two:"));
  EXPECT_TRUE(hit(*one, "k", 1)->allowed);
  EXPECT_TRUE(hit(*two, "k", 1)->allowed);
  EXPECT_FALSE(hit(*one, "k", 1)->allowed);
}

TEST(Redis, DatabasesAreChosen) {
  const auto first = open_or_fail(patient(server().url(0, 1)));
  const auto second = open_or_fail(patient(server().url(0, 2)));
  EXPECT_TRUE(hit(*first, "chosen", 1)->allowed);
  EXPECT_TRUE(hit(*second, "chosen", 1)->allowed);
  EXPECT_FALSE(hit(*second, "chosen", 1)->allowed);
}

TEST(Redis, AForgottenScriptIsSentAgainWithoutLosingOrDoublingAHit) {
  const auto counters = open_or_fail(patient(server().url()));
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(server().command({"SCRIPT", "FLUSH"}), "OK");
    const Result<Allowance> allowance = hit(*counters, "flushed", 5);
    ASSERT_TRUE(allowance) << allowance.error().message;
    EXPECT_TRUE(allowance->allowed);
  }
  EXPECT_FALSE(hit(*counters, "flushed", 5)->allowed);
  EXPECT_EQ(server().command({"LLEN", "narvi:flushed"}), "5");
}

TEST(Redis, ManyCallsOfOneLoopGoOutTogether) {
  ASSERT_EQ(server().command({"SCRIPT", "FLUSH"}), "OK");
  const auto counters = open_or_fail(patient(server().url()));
  constexpr int kCalls = 500;
  io::QueueLoop loop;
  int left = kCalls;
  int allowed = 0;
  bool finished = false;
  loop.post([&] {
    for (int call = 0; call < kCalls; ++call) {
      io::start(counters->hit("together", 100, std::chrono::minutes(1), a_moment()),
                [&](const std::optional<Result<Allowance>>& answer, const std::exception_ptr&) {
                  allowed += answer && *answer && (*answer)->allowed ? 1 : 0;
                  finished = --left == 0;
                });
    }
  });
  loop.run_until(finished);
  EXPECT_EQ(allowed, 100);
}

/// Hits on a production loop, which has a connection of its own; the number that were allowed.
std::future<int> hits_on(io::AsioLoop& loop, Counters& counters, int count, std::int64_t limit) {
  struct Tally {
    std::promise<int> promise;
    int left;
    int allowed = 0;
  };
  auto tally = std::make_shared<Tally>();
  tally->left = count;
  std::future<int> future = tally->promise.get_future();
  loop.post([&counters, tally, count, limit] {
    for (int call = 0; call < count; ++call) {
      io::start(counters.hit("processes", limit, std::chrono::minutes(1), a_moment()),
                [tally](const std::optional<Result<Allowance>>& answer, const std::exception_ptr&) {
                  tally->allowed += answer && *answer && (*answer)->allowed ? 1 : 0;
                  if (--tally->left == 0) {
                    tally->promise.set_value(tally->allowed);
                  }
                });
    }
  });
  return future;
}

TEST(Redis, TwoProcessesWithTwoLoopsEachShareOneLimitExactly) {
  io::LoopGroup loops(4);
  loops.start();
  auto one = open_or_fail(patient(server().url()), {&loops.at(0), &loops.at(1)});
  auto two = open_or_fail(patient(server().url()), {&loops.at(2), &loops.at(3)});
  std::vector<std::future<int>> counts;
  for (std::size_t loop = 0; loop < 4; ++loop) {
    counts.push_back(hits_on(loops.at(loop), loop < 2 ? *one : *two, 300, 777));
  }
  int allowed = 0;
  for (std::future<int>& count : counts) {
    allowed += count.get();
  }
  EXPECT_EQ(allowed, 777);
  one.reset();
  two.reset();
  loops.stop();
}

TEST(Redis, EachLoopHasOneConnection) {
  const testbed::RedisServer own;
  const auto clients = [&own] {
    const std::string info = own.command({"INFO", "clients"});
    return std::stoi(info.substr(info.find("connected_clients:") + 18));
  };
  io::LoopGroup loops(2);
  loops.start();
  auto counters = open_or_fail(patient(own.url()), {&loops.at(0), &loops.at(1)});
  EXPECT_EQ(hits_on(loops.at(0), *counters, 50, 1000).get(), 50);
  EXPECT_EQ(hits_on(loops.at(1), *counters, 50, 1000).get(), 50);
  EXPECT_EQ(clients(), 2 + 1) << "and the one that asks";
  ASSERT_TRUE(hit(*counters));
  ASSERT_TRUE(hit(*counters));
  EXPECT_EQ(clients(), 3 + 1) << "everybody without a loop of ours shares one";
  counters.reset();
  EXPECT_TRUE(eventually([&] { return clients() == 1; }));
  loops.stop();
}

TEST(Redis, PasswordsAreSaidAndWrongOnesAreAnError) {
  const testbed::RedisServer guarded({}, "hu/sh@1");
  ASSERT_EQ(guarded.command({"ACL", "SETUSER", "kim", "on", ">wonder%land", "~*", "+@all"}), "OK");
  const std::string place = "127.0.0.1:" + std::to_string(guarded.port());
  const auto ask = [](const std::string& url) {
    const auto counters = open_or_fail(patient(url));
    return hit(*counters);
  };
  EXPECT_TRUE(ask("redis://:hu%2Fsh%401@" + place));
  EXPECT_TRUE(ask("redis://:hu%2Fsh%401@" + place + "/3"));
  EXPECT_TRUE(ask("redis://kim:wonder%25land@" + place));
  EXPECT_TRUE(ask("unix://:hu%2Fsh%401@" + guarded.socket_path()));
  for (const std::string& url : {"redis://:wrong@" + place, "redis://" + place, "redis://kim:wrong@" + place,
                                 "redis://:hu%2Fsh%401@" + place + "/99"}) {
    testing::internal::CaptureStderr();
    const Result<Allowance> refused = ask(url);
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_EQ(kind_of(refused), ErrorKind::kUnavailable) << url;
    EXPECT_NE(log.find("Redis does not count for us"), std::string::npos) << log;
    EXPECT_NE(log.find("it refused"), std::string::npos) << log;
    for (const std::string& text : {log, refused ? "" : refused.error().message}) {
      EXPECT_EQ(text.find("wrong"), std::string::npos) << text;
      EXPECT_EQ(text.find("sh@1"), std::string::npos) << text;
    }
  }
}

TEST(Redis, NeedsNoMoreRightsThanTheManualSays) {
  const testbed::RedisServer guarded({}, "hush");
  ASSERT_EQ(guarded.command({"ACL", "SETUSER", "kim", "on", ">wonderland", "-@all", "+eval", "+evalsha",
                             "+ping", "+select", "+del", "+lindex", "+lpop", "+llen", "+rpush", "+pttl",
                             "+pexpire", "~narvi:*"}),
            "OK");
  const auto counters =
      open_or_fail(patient("redis://kim:wonderland@127.0.0.1:" + std::to_string(guarded.port()) + "/1"));
  for (const bool allowed : {true, false}) {
    const Result<Allowance> answer = hit(*counters, "k", 1);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->allowed, allowed);
  }
  EXPECT_TRUE(io::run_blocking(counters->hit("k", 1, Seconds(60), a_moment() + Seconds(60)))->allowed);
  EXPECT_TRUE(io::run_blocking(counters->clear("k")));
}

TEST(Redis, RefusalsAreErrorsAndSaidOnce) {
  testbed::RedisServer own;
  const auto counters = open_or_fail(patient(own.url()));
  ASSERT_TRUE(hit(*counters));
  testing::internal::CaptureStderr();
  // Out of memory: Redis refuses what would write.
  ASSERT_EQ(own.command({"CONFIG", "SET", "maxmemory", "1"}), "OK");
  for (int round = 0; round < 20; ++round) {
    EXPECT_EQ(kind_of(hit(*counters)), ErrorKind::kUnavailable);
  }
  ASSERT_EQ(own.command({"CONFIG", "SET", "maxmemory", "0"}), "OK");
  EXPECT_TRUE(hit(*counters));
  // A key that somebody else uses for something else.
  ASSERT_EQ(own.command({"SET", "narvi:taken", "x"}), "OK");
  EXPECT_EQ(kind_of(hit(*counters, "taken")), ErrorKind::kUnavailable);
  ASSERT_EQ(own.command({"RPUSH", "narvi:words", "x"}), "1");
  EXPECT_EQ(kind_of(hit(*counters, "words")), ErrorKind::kUnavailable);
  EXPECT_TRUE(hit(*counters)) << "and its neighbours do not suffer";
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("it refused a command (OOM)"), std::string::npos) << log;
  EXPECT_EQ(log.find("OOM"), log.rfind("OOM")) << "said once: " << log;
}

TEST(Redis, AReplicaIsLeftForTheNewMaster) {
  testbed::RedisServer own;
  const auto counters = open_or_fail(patient(own.url()));
  ASSERT_TRUE(hit(*counters));
  ASSERT_EQ(own.command({"REPLICAOF", "127.0.0.1", "1"}), "OK");
  EXPECT_EQ(kind_of(hit(*counters)), ErrorKind::kUnavailable);
  ASSERT_EQ(own.command({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
}

TEST(Redis, NamesAreLookedUpAndEveryAddressIsTried) {
  // localhost is often ::1 first, where this server does not listen.
  const auto counters = open_or_fail(patient("redis://localhost:" + std::to_string(server().port())));
  const Result<Allowance> allowance = hit(*counters);
  EXPECT_TRUE(allowance) << allowance.error().message;
}

TEST(Redis, ABadUrlIsAConfigurationError) {
  Options options;
  options.url = SecretText("redis://:hush@");
  const auto opened = open(std::move(options));
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, ErrorKind::kConfiguration);
  EXPECT_EQ(opened.error().message.find("hush"), std::string::npos);
}

}  // namespace
}  // namespace narvi::cache::redis
