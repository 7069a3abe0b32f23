#include "io/loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "io/asio_loop.h"
#include "io/suspend.h"

namespace narvi::io {
namespace {

using std::chrono::milliseconds;

TEST(QueueLoop, RunsWorkInOrderAndTimersByTime) {
  QueueLoop loop;
  std::vector<int> seen;
  bool finished = false;
  loop.after(milliseconds(20), [&] {
    seen.push_back(4);
    finished = true;
  });
  loop.after(milliseconds(1), [&] { seen.push_back(3); });
  loop.post([&] { seen.push_back(1); });
  loop.post([&] { seen.push_back(2); });
  loop.run_until(finished);
  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3, 4}));
}

TEST(AsioLoop, RunsPostedWorkInOrderOnItsOwnThread) {
  AsioLoop loop;
  loop.start();
  std::vector<int> seen;
  std::promise<Loop*> last;
  for (int i = 0; i < 100; ++i) {
    loop.post([&seen, i] { seen.push_back(i); });
  }
  loop.post([&last] { last.set_value(Loop::current()); });
  EXPECT_EQ(last.get_future().get(), &loop);
  EXPECT_EQ(Loop::current(), nullptr);
  ASSERT_EQ(seen.size(), 100U);
  EXPECT_EQ(seen.front(), 0);
  EXPECT_EQ(seen.back(), 99);
}

TEST(AsioLoop, TimersFireInOrderOfTime) {
  AsioLoop loop;
  loop.start();
  std::vector<int> seen;
  std::promise<void> done;
  loop.after(milliseconds(30), [&] {
    seen.push_back(2);
    done.set_value();
  });
  loop.after(milliseconds(5), [&] { seen.push_back(1); });
  done.get_future().wait();
  EXPECT_EQ(seen, (std::vector<int>{1, 2}));
}

TEST(AsioLoop, WorkThatNeverRanIsDestroyed) {
  auto held = std::make_shared<int>(1);
  {
    AsioLoop loop;
    loop.post([held] {});
    loop.after(milliseconds(60'000), [held] {});
    EXPECT_EQ(held.use_count(), 3);
  }
  EXPECT_EQ(held.use_count(), 1);
}

Task<int> sleep_twice() {
  co_await sleep(milliseconds(1));
  co_await sleep(milliseconds(1));
  co_return 2;
}

TEST(AsioLoop, TasksSleepAndResumeOnTheirLoop) {
  AsioLoop loop;
  loop.start();
  std::promise<Loop*> seen;
  loop.post([&] {
    start(sleep_twice(), [&seen](const std::optional<int>& value, const std::exception_ptr&) {
      seen.set_value(value == 2 ? Loop::current() : nullptr);
    });
  });
  EXPECT_EQ(seen.get_future().get(), &loop);
}

TEST(LoopGroup, EveryLoopRunsAndKnowsItself) {
  LoopGroup loops(3, true);
  loops.start();
  ASSERT_EQ(loops.size(), 3U);
  for (std::size_t i = 0; i < loops.size(); ++i) {
    std::promise<Loop*> seen;
    loops.at(i).post([&seen] { seen.set_value(Loop::current()); });
    EXPECT_EQ(seen.get_future().get(), &loops.at(i));
    EXPECT_EQ(loops.at(i).index(), i);
  }
  loops.stop();
}

TEST(LoopGroup, LoopsPostToEachOther) {
  LoopGroup loops(2);
  loops.start();
  std::promise<int> total;
  int count = 0;
  std::function<void(int)> bounce = [&](int left) {
    if (left == 0) {
      total.set_value(count);
      return;
    }
    ++count;
    loops.at(static_cast<std::size_t>(left % 2)).post([&bounce, left] { bounce(left - 1); });
  };
  loops.at(0).post([&bounce] { bounce(1'000); });
  EXPECT_EQ(total.get_future().get(), 1'000);
}

}  // namespace
}  // namespace narvi::io
