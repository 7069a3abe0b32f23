#pragma once
// The conformance suite of counters: what every keeper of them must answer, bit for bit. Include it in one
// source of a room's test program, which joins with
//
//   INSTANTIATE_TEST_SUITE_P(Memory, CountersConformance, testing::Values(Maker{"memory", make}),
//   maker_name);
//
// in namespace narvi::cache::conformance.

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "cache/counters.h"
#include "io/suspend.h"

namespace narvi::cache::conformance {

struct Maker {
  std::string name;
  /// Counters that share nothing with earlier ones.
  std::function<std::unique_ptr<Counters>()> make;
};

inline void PrintTo(const Maker& maker, std::ostream* out) {
  *out << maker.name;
}

inline std::string maker_name(const testing::TestParamInfo<Maker>& info) {
  return info.param.name;
}

inline constexpr Microseconds kMinute = std::chrono::minutes(1);
inline const Instant kStart = Instant(std::chrono::seconds(1'700'000'000));

class CountersConformance : public testing::TestWithParam<Maker> {
 protected:
  void SetUp() override { counters_ = GetParam().make(); }

  Counters& counters() { return *counters_; }

  Allowance hit(Microseconds at, std::int64_t limit = 3, Microseconds period = kMinute,
                const std::string& key = "k") {
    return value(counters_->hit(key, limit, period, kStart + at));
  }
  Allowance peek(Microseconds at, std::int64_t limit = 3, Microseconds period = kMinute,
                 const std::string& key = "k") {
    return value(counters_->peek(key, limit, period, kStart + at));
  }
  void record(Microseconds at, Microseconds period = kMinute, const std::string& key = "k") {
    const Result<void> done = io::run_blocking(counters_->record(key, period, kStart + at));
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  void clear(const std::string& key = "k") {
    const Result<void> done = io::run_blocking(counters_->clear(key));
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }

 private:
  static Allowance value(io::Task<Result<Allowance>> task) {
    const Result<Allowance> allowance = io::run_blocking(std::move(task));
    EXPECT_TRUE(allowance.has_value()) << allowance.error().message;
    return allowance.value_or(Allowance{});
  }

  std::unique_ptr<Counters> counters_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(CountersConformance);

using std::chrono::milliseconds;

TEST_P(CountersConformance, FollowsTheSlidingLogOfTheContract) {
  // drf §6.3, the vector of 3/min: 0, 10, 20 pass; 20 and 20.5 wait 40; 59.4 waits 1; 60 passes; 60 waits 10.
  EXPECT_TRUE(hit(milliseconds(0)).allowed);
  EXPECT_TRUE(hit(milliseconds(10'000)).allowed);
  EXPECT_TRUE(hit(milliseconds(20'000)).allowed);
  EXPECT_EQ(hit(milliseconds(20'000)).wait, 40.0);
  EXPECT_EQ(hit(milliseconds(20'500)).wait, 39.5);
  EXPECT_EQ(hit(milliseconds(59'400)).wait, 0.6);
  EXPECT_TRUE(hit(milliseconds(60'000)).allowed);
  EXPECT_EQ(hit(milliseconds(60'000)).wait, 10.0);
}

TEST_P(CountersConformance, AHitLeavesExactlyWhenItIsThePeriodOld) {
  EXPECT_TRUE(hit(Microseconds(0), 1).allowed);
  const Allowance refused = hit(kMinute - Microseconds(1), 1);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.wait, 1e-6);
  EXPECT_TRUE(hit(kMinute, 1).allowed);
}

TEST_P(CountersConformance, HitsOfOneInstantCountOneByOne) {
  EXPECT_TRUE(hit(Microseconds(7), 2).allowed);
  EXPECT_TRUE(hit(Microseconds(7), 2).allowed);
  EXPECT_FALSE(hit(Microseconds(7), 2).allowed);
}

TEST_P(CountersConformance, WaitIsUnknownAfterTheRateWasLowered) {
  for (int at = 0; at < 3; ++at) {
    EXPECT_TRUE(hit(milliseconds(at)).allowed);
  }
  const Allowance refused = hit(milliseconds(10), 1);
  EXPECT_FALSE(refused.allowed);
  EXPECT_FALSE(refused.wait.has_value());
}

TEST_P(CountersConformance, ZeroLimitRefusesWithAWait) {
  const Allowance refused = hit(milliseconds(0), 0);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.wait, 60.0);
}

TEST_P(CountersConformance, PeekRecordsNothingRecordAsksNothingAndClearForgets) {
  EXPECT_TRUE(peek(milliseconds(0), 1).allowed);
  EXPECT_TRUE(peek(milliseconds(0), 1).allowed);
  record(milliseconds(0));
  record(milliseconds(0));
  EXPECT_FALSE(peek(milliseconds(0), 1).allowed);
  EXPECT_FALSE(peek(milliseconds(0), 2).allowed);
  EXPECT_TRUE(peek(milliseconds(0), 3).allowed);
  clear();
  EXPECT_TRUE(peek(milliseconds(0), 1).allowed);
  clear();
}

TEST_P(CountersConformance, KeysAreTheirOwn) {
  const std::string binary("with\0zero \r\n and \xff", 18);
  for (const std::string& key :
       {std::string("a"), std::string("b"), std::string(), binary, std::string(3000, 'x')}) {
    EXPECT_TRUE(hit(Microseconds(0), 1, kMinute, key).allowed);
    EXPECT_FALSE(hit(Microseconds(0), 1, kMinute, key).allowed);
  }
}

TEST_P(CountersConformance, TakesTheLongestPeriodsAndLargestLimits) {
  const Microseconds days = std::chrono::hours(24) * 1'000'000;
  EXPECT_TRUE(hit(Microseconds(1), INT64_MAX, days).allowed);
  EXPECT_EQ(hit(Microseconds(2), 1, days).wait,
            std::chrono::duration<double>(days - Microseconds(1)).count());
}

/// The contract's words, said again as plainly as possible.
class Model {
 public:
  Allowance ask(const std::string& key, std::int64_t limit, Microseconds period, Instant now, bool records) {
    std::vector<Instant>& log = logs_[key];
    while (!log.empty() && log.front() <= now - period) {
      log.erase(log.begin());
    }
    const auto count = static_cast<std::int64_t>(log.size());
    if (count < limit) {
      if (records) {
        log.push_back(now);
      }
      return {true, std::nullopt};
    }
    if (limit - count + 1 <= 0) {
      return {false, std::nullopt};
    }
    const Microseconds age = log.empty() ? Microseconds(0) : now - log.front();
    const double seconds = std::chrono::duration<double>(period - age).count();
    return {false, seconds / static_cast<double>(limit - count + 1)};
  }
  void clear(const std::string& key) { logs_.erase(key); }

 private:
  std::map<std::string, std::vector<Instant>> logs_;
};

TEST_P(CountersConformance, AnswersAsTheModelBitForBit) {
  std::mt19937 random(20260115);
  const auto pick = [&random](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  Model model;
  Microseconds at{0};
  for (int step = 0; step < 1500; ++step) {
    // Time mostly goes on, stands now and then, and sometimes goes back, as clocks of two machines do.
    at += Microseconds(pick(10) == 0 ? -pick(2'000'000) : pick(4) == 0 ? 0 : pick(1'500'000));
    const std::string key = "key" + std::to_string(pick(3));
    const std::int64_t limit = pick(6);
    const Microseconds period = Seconds(5 + pick(2) * 25);
    switch (pick(8)) {
      case 0:
        clear(key);
        model.clear(key);
        break;
      case 1:
        record(at, period, key);
        model.ask(key, INT64_MAX, period, kStart + at, true);
        break;
      default: {
        const bool records = pick(4) != 0;
        const Allowance got = records ? hit(at, limit, period, key) : peek(at, limit, period, key);
        const Allowance expected = model.ask(key, limit, period, kStart + at, records);
        ASSERT_EQ(got.allowed, expected.allowed) << "step " << step;
        ASSERT_EQ(got.wait, expected.wait) << "step " << step;
      }
    }
  }
}

TEST_P(CountersConformance, NeverExceedsTheLimitUnderConcurrency) {
  constexpr int kThreads = 8;
  constexpr int kEach = 100;
  constexpr std::int64_t kLimit = 250;
  std::atomic<int> allowed{0};
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int round = 0; round < kEach; ++round) {
        const Result<Allowance> answer = io::run_blocking(
            counters().hit("k", kLimit, kMinute, kStart + Microseconds(thread * 1000 + round)));
        allowed += answer && answer->allowed ? 1 : 0;
        failed += answer ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(allowed.load(), kLimit);
  EXPECT_EQ(failed.load(), 0);
}

}  // namespace narvi::cache::conformance
