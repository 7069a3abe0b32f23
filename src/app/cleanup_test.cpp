#include "app/cleanup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "io/asio_loop.h"
#include "io/suspend.h"

namespace narvi::app {
namespace {

/// Rows that end, and somebody who waits until enough deletions were asked for.
class Rows {
 public:
  explicit Rows(std::int64_t expired) : expired_(expired) {}

  io::Task<Result<std::int64_t>> remove(std::int64_t limit) {
    const std::scoped_lock lock(mutex_);
    const std::int64_t now = std::min(limit, expired_);
    expired_ -= now;
    largest_ = std::max(largest_, limit);
    ++asked_;
    changed_.notify_all();
    co_return now;
  }
  void add(std::int64_t number) {
    const std::scoped_lock lock(mutex_);
    expired_ += number;
  }
  void wait_until_gone() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return expired_ == 0; });
  }
  void wait_until_asked(int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, times] { return asked_ >= times; });
  }
  int asked() {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }
  std::int64_t largest() {
    const std::scoped_lock lock(mutex_);
    return largest_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t expired_;
  std::int64_t largest_ = 0;
  int asked_ = 0;
};

CleanUpPace quick() {
  return {.interval = Milliseconds(1), .first = Milliseconds(0), .pause = Milliseconds(0), .batch = 10};
}

CleanUp of(std::string name, Rows& rows) {
  return {std::move(name), [&rows](std::int64_t limit) { return rows.remove(limit); }};
}

TEST(CleanUps, GoOnInSmallBatchesAndComeBack) {
  io::AsioLoop loop;
  loop.start();
  Rows rows(25);
  CleanUps clean_ups(loop, quick(), {of("rows", rows)});
  clean_ups.start();
  rows.wait_until_gone();
  rows.add(5);
  rows.wait_until_gone();
  clean_ups.stop();
  EXPECT_EQ(clean_ups.removed("rows"), 30U);
  EXPECT_EQ(clean_ups.failures("rows"), 0U);
  EXPECT_EQ(rows.largest(), 10);
  const int asked = rows.asked();
  rows.add(1);
  std::string text;
  clean_ups.metrics()(text);
  EXPECT_NE(text.find("narvi_cleanup_removed_total{what=\"rows\"} 30\n"), std::string::npos) << text;
  EXPECT_EQ(rows.asked(), asked) << "nothing runs after stop()";
}

TEST(CleanUps, AFailureIsCountedAndTriedAgainAndHoldsNobodyUp) {
  io::AsioLoop loop;
  loop.start();
  std::atomic<int> calls{0};
  Rows rows(3);
  CleanUp failing{"failing", [&calls](std::int64_t /*limit*/) -> io::Task<Result<std::int64_t>> {
                    ++calls;
                    co_return fail(ErrorKind::kUnavailable, "away");
                  }};
  CleanUps clean_ups(loop, quick(), {std::move(failing), of("rows", rows)});
  clean_ups.start();
  rows.wait_until_asked(3);
  clean_ups.stop();
  EXPECT_GE(clean_ups.failures("failing"), 3U);
  EXPECT_EQ(clean_ups.removed("rows"), 3U);
  EXPECT_EQ(clean_ups.removed("unknown"), 0U);
}

TEST(CleanUps, StopWaitsForTheBatchThatRuns) {
  io::AsioLoop loop;
  loop.start();
  std::atomic<bool> ended{false};
  std::mutex mutex;
  std::condition_variable changed;
  bool begun = false;
  CleanUp slow{"slow", [&](std::int64_t limit) -> io::Task<Result<std::int64_t>> {
                 {
                   const std::scoped_lock lock(mutex);
                   begun = true;
                 }
                 changed.notify_all();
                 co_await io::sleep(Milliseconds(20));
                 ended = true;
                 co_return limit;
               }};
  CleanUps clean_ups(loop, quick(), {std::move(slow)});
  clean_ups.start();
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun; });
  }
  clean_ups.stop();
  EXPECT_TRUE(ended);
}

TEST(CleanUps, MayEndBeforeTheyBegin) {
  io::AsioLoop loop;
  Rows rows(1);
  {
    CleanUps never(loop, quick(), {of("rows", rows)});
    CleanUps waiting(loop, {.first = std::chrono::hours(1)}, {of("rows", rows)});
    waiting.start();
  }
  EXPECT_EQ(rows.asked(), 0);
}

TEST(JitteredStart, IsWithinTheInterval) {
  for (int time = 0; time < 100; ++time) {
    EXPECT_LE(jittered_start(Milliseconds(10)), Milliseconds(10));
    EXPECT_GE(jittered_start(std::chrono::hours(1)), Milliseconds(0));
    EXPECT_LE(jittered_start(std::chrono::hours(1)), Milliseconds(std::chrono::minutes(5)));
  }
}

}  // namespace
}  // namespace narvi::app
