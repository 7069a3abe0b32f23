// A server that is not there, goes away, falls silent, or talks nonsense; a network that slices and cuts.

#include <poll.h>

#include <atomic>

#include "cache/redis/test_support.h"
#include "database/testbed/tcp_gate.h"

namespace narvi::cache::redis {
namespace {

using database::testbed::TcpGate;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

Options within(std::string url, milliseconds deadline) {
  Options options = patient(std::move(url));
  options.deadline = deadline;
  return options;
}

TEST(RedisFaults, KilledAndBackAgain) {
  testbed::RedisServer own;
  const auto counters = open_or_fail(patient(own.url()));
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
    own.kill();
    EXPECT_TRUE(eventually([&] { return kind_of(hit(*counters)) == ErrorKind::kUnavailable; }));
    own.start();
  }
  EXPECT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
}

// While the server is away a thousand calls must not cost a thousand deadlines.
TEST(RedisFaults, CallsAreRefusedAtOnceWhileItIsAway) {
  for (const std::string url :
       {"redis://127.0.0.1:1", "unix:/tmp/narvi-no-such-socket", "redis://no-such-host.invalid"}) {
    const auto counters = open_or_fail(patient(url));
    const auto begin = Clock::now();
    for (int call = 0; call < 1000; ++call) {
      ASSERT_EQ(kind_of(hit(*counters)), ErrorKind::kUnavailable) << url;
    }
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(30)) << "less than one deadline";
  }
}

TEST(RedisFaults, ASilentServerCostsOneDeadlineAndNoMore) {
  testbed::RedisServer own;
  const auto counters = open_or_fail(within(own.url(), milliseconds(300)));
  ASSERT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
  own.suspend();
  EXPECT_EQ(kind_of(hit(*counters)), ErrorKind::kTimeout);
  const auto begin = Clock::now();
  for (int call = 0; call < 500; ++call) {
    ASSERT_EQ(kind_of(hit(*counters)), ErrorKind::kUnavailable);
  }
  EXPECT_LT(Clock::now() - begin, 500 * milliseconds(300));
  own.resume();
  EXPECT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
}

TEST(RedisFaults, ASilentServerAtTheFirstContactIsATimeoutToo) {
  testbed::RedisServer own;
  own.suspend();
  const auto counters = open_or_fail(within(own.url(), milliseconds(200)));
  const Result<Allowance> first = hit(*counters);
  EXPECT_TRUE(kind_of(first) == ErrorKind::kTimeout || kind_of(first) == ErrorKind::kUnavailable);
  own.resume();
  EXPECT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
}

TEST(RedisFaults, EveryCallInFlightEndsWhenItIsSilent) {
  testbed::RedisServer own;
  const auto counters = open_or_fail(within(own.url(), milliseconds(300)));
  ASSERT_TRUE(eventually([&] { return hit(*counters).has_value(); }));
  own.suspend();
  std::vector<std::future<Result<Allowance>>> waiting;
  for (int call = 0; call < 8; ++call) {
    waiting.push_back(std::async(std::launch::async, [&] { return hit(*counters); }));
  }
  for (auto& each : waiting) {
    const Result<Allowance> ended = each.get();
    EXPECT_TRUE(kind_of(ended) == ErrorKind::kTimeout || kind_of(ended) == ErrorKind::kUnavailable);
  }
  own.resume();
}

TEST(RedisFaults, TooManyThatWaitAreSentAway) {
  testbed::RedisServer own;
  Options options = within(own.url(), std::chrono::seconds(20));
  options.queue = 4;
  const auto counters = open_or_fail(std::move(options));
  ASSERT_TRUE(hit(*counters));
  own.suspend();
  io::QueueLoop loop;
  int left = 10;
  int overloaded = 0;
  bool finished = false;
  loop.post([&] {
    for (int call = 0; call < 10; ++call) {
      io::start(counters->hit("k", 100, std::chrono::minutes(1), a_moment()),
                [&](const std::optional<Result<Allowance>>& answer, const std::exception_ptr&) {
                  overloaded += kind_of(*answer) == ErrorKind::kOverloaded ? 1 : 0;
                  finished = --left == 0;
                  if (left == 4) {
                    own.resume();
                  }
                });
    }
  });
  loop.run_until(finished);
  EXPECT_EQ(overloaded, 6);
}

TEST(RedisFaults, EndsWhileCallsAreInFlight) {
  testbed::RedisServer own;
  auto counters = open_or_fail(patient(own.url()));
  ASSERT_TRUE(hit(*counters));
  own.suspend();
  io::QueueLoop loop;
  bool finished = false;
  std::optional<Result<Allowance>> ended;
  loop.post([&] {
    io::start(counters->hit("k", 100, std::chrono::minutes(1), a_moment()),
              [&](std::optional<Result<Allowance>> answer, const std::exception_ptr&) {
                ended = std::move(answer);
                finished = true;
              });
    counters.reset();
  });
  loop.run_until(finished);
  EXPECT_EQ(kind_of(*ended), ErrorKind::kUnavailable);
  own.resume();
}

TEST(RedisFaults, ReadsWhatComesByteByByteAndLate) {
  TcpGate gate(server().port());
  gate.slice(1);
  gate.delay(milliseconds(2));
  const auto counters = open_or_fail(patient(server().url(gate.port(), 4)));
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(hit(*counters, "slow", 3)->allowed);
  }
  EXPECT_FALSE(hit(*counters, "slow", 3)->allowed);
}

TEST(RedisFaults, CutAnywhereItNeverAllowsMoreThanTheLimit) {
  TcpGate gate(server().port());
  const auto counters = open_or_fail(patient(server().url(gate.port(), 5)));
  int allowed = 0;
  for (std::size_t cut = 0; cut < 40; ++cut) {
    gate.cut_after(cut);
    allowed += hit(*counters, "cut", 10).value_or(Allowance{}).allowed ? 1 : 0;
    gate.cut_after(TcpGate::kAll);
    ASSERT_TRUE(eventually(
        [&] { return io::run_blocking(counters->peek("cut", 10, Seconds(60), a_moment())).has_value(); }));
  }
  EXPECT_LE(allowed, 10);
  EXPECT_FALSE(hit(*counters, "cut", 10)->allowed) << "what was not answered counted, or had room to";
}

/// Takes connections and answers whatever it is asked with the same bytes.
class Parrot {
 public:
  explicit Parrot(std::string answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, generic, size), 0);
    EXPECT_EQ(::getsockname(listener_, generic, &size), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Parrot() {
    closing_ = true;
    thread_.join();
    ::close(listener_);
  }
  std::string url() const { return "redis://127.0.0.1:" + std::to_string(port_); }

 private:
  void run() {
    std::vector<pollfd> open{{listener_, POLLIN, 0}};
    while (!closing_) {
      ::poll(open.data(), open.size(), 5);
      if ((open.front().revents & POLLIN) != 0) {
        open.push_back({::accept(listener_, nullptr, nullptr), POLLIN, 0});
      }
      for (std::size_t at = 1; at < open.size(); ++at) {
        char heard[4096];
        if ((open[at].revents & POLLIN) != 0 && ::recv(open[at].fd, heard, sizeof heard, MSG_DONTWAIT) > 0) {
          ::send(open[at].fd, answer_.data(), answer_.size(), MSG_NOSIGNAL);
        }
      }
    }
    for (std::size_t at = 1; at < open.size(); ++at) {
      ::close(open[at].fd);
    }
  }

  std::string answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

TEST(RedisFaults, NonsenseIsAnErrorAndNeverACrash) {
  for (const char* answer :
       {"+PONG\r\n", ":1\r\n", "*1\r\n:7\r\n", "*3\r\n:0\r\n:1\r\n$-1\r\n", "*-1\r\n", "$-1\r\n", "*0\r\n",
        "+PONG\r\n+PONG\r\n+unasked\r\n", "-ERR max number of clients reached\r\n", "-LOADING wait\r\n",
        "-NOSCRIPT never heard\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "*2\r\n*1\r\n:1\r\n:1\r\n",
        "*1000000000\r\n", "\r\n", "\xff\xfe\x00"}) {
    SCOPED_TRACE(answer);
    const Parrot parrot(answer);
    const auto counters = open_or_fail(within(parrot.url(), milliseconds(300)));
    for (int call = 0; call < 3; ++call) {
      const auto kind = kind_of(hit(*counters));
      EXPECT_TRUE(kind == ErrorKind::kUnavailable || kind == ErrorKind::kTimeout);
      const Result<void> cleared = io::run_blocking(counters->clear("k"));
      EXPECT_TRUE(cleared || is_temporary(cleared.error().kind));
    }
  }
}

}  // namespace
}  // namespace narvi::cache::redis
