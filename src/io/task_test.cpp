#include "io/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "io/suspend.h"

namespace narvi::io {
namespace {

Task<int> ready(int value) {
  co_return value;
}

Task<long> add_up(int count) {
  long sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += co_await ready(i);
  }
  co_return sum;
}

TEST(Task, AMillionReadyAwaitsKeepTheStackFlat) {
  EXPECT_EQ(add_up(1'000'000).run_in_place(), 499'999'500'000L);
}

Task<int> at_once() {
  co_return co_await suspend<int>([](const Resume<int>& resume) { resume(1); });
}

Task<long> add_up_suspended(int count) {
  long sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += co_await at_once();
  }
  co_return sum;
}

TEST(Task, AWaitEndedWhileItBeginsKeepsTheStackFlatToo) {
  EXPECT_EQ(add_up_suspended(300'000).run_in_place(), 300'000L);
}

Task<int> posted() {
  co_return co_await suspend<int>(
      [](const Resume<int>& resume) { Loop::current()->post([resume] { resume(1); }); });
}

Task<long> add_up_posted(int count) {
  long sum = 0;
  for (int i = 0; i < count; ++i) {
    sum += co_await posted();
  }
  co_return sum;
}

TEST(Task, ManyRealWaitsKeepTheStackFlatToo) {
  EXPECT_EQ(run_blocking(add_up_posted(50'000)), 50'000L);
}

Task<std::string> level(int depth) {
  if (depth == 0) {
    const int value = co_await posted();
    co_return std::to_string(value);
  }
  const std::string below = co_await level(depth - 1);
  co_return below + "." + std::to_string(depth);
}

TEST(Task, NestedTasksHandValuesUp) {
  EXPECT_EQ(run_blocking(level(4)), "1.1.2.3.4");
}

Task<std::unique_ptr<int>> owned() {
  co_return std::make_unique<int>(7);
}

TEST(Task, ValuesMayBeMoveOnly) {
  EXPECT_EQ(*owned().run_in_place(), 7);
}

Task<int> shapes(bool wait) {
  // The shapes that GCC 12 miscompiles (docs/decisions/0001-tasks.md): an await inside a condition, in both
  // arms of a conditional, in a loop's condition.
  if (co_await ready(1) == 1 && (wait ? co_await posted() : co_await ready(1)) == 1) {
    int rounds = 0;
    while (co_await ready(rounds) < 3) {
      ++rounds;
    }
    co_return rounds;
  }
  co_return -1;
}

TEST(Task, AwaitsInsideConditionsAreRight) {
  EXPECT_EQ(run_blocking(shapes(true)), 3);
  EXPECT_EQ(run_blocking(shapes(false)), 3);
}

Task<int> throws(bool wait) {
  if (wait) {
    co_await posted();
  }
  throw std::runtime_error("bug");
}

Task<std::string> catches(bool wait) {
  std::string seen;
  try {
    co_await throws(wait);
  } catch (const std::runtime_error& thrown) {
    seen = thrown.what();
  }
  co_return seen;
}

TEST(Task, ExceptionsArriveAtTheAwait) {
  EXPECT_EQ(run_blocking(catches(true)), "bug");
  EXPECT_EQ(run_blocking(catches(false)), "bug");
  EXPECT_THROW(throws(false).run_in_place(), std::runtime_error);
  EXPECT_THROW(run_blocking(throws(true)), std::runtime_error);
}

TEST(TaskDeathTest, RunInPlaceRefusesATaskThatWaits) {
  EXPECT_DEATH(
      {
        QueueLoop loop;
        bool finished = false;
        loop.post([] { std::ignore = posted().run_in_place(); });
        loop.run_until(finished);
      },
      "");
}

Task<std::thread::id> from_another_thread(std::vector<std::thread>& threads) {
  co_await suspend<int>(
      [&threads](const Resume<int>& resume) { threads.emplace_back([resume] { resume(1); }); });
  co_return std::this_thread::get_id();
}

TEST(Task, AResultFromAnotherThreadResumesOnTheOwnLoop) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(run_blocking(from_another_thread(threads)), std::this_thread::get_id());
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

Task<int> raced(std::vector<std::thread>& threads, std::vector<int>& wins) {
  co_return co_await suspend<int>([&](const Resume<int>& resume) {
    for (std::size_t i = 0; i < wins.size(); ++i) {
      threads.emplace_back([resume, i, &wins] { wins[i] = resume(static_cast<int>(i)) ? 1 : 0; });
    }
  });
}

TEST(Resume, TheFirstCallWinsAndTheOthersAreTold) {
  for (int round = 0; round < 50; ++round) {
    std::vector<std::thread> threads;
    std::vector<int> wins(4, 0);
    const int winner = run_blocking(raced(threads, wins));
    for (std::thread& thread : threads) {
      thread.join();
    }
    int total = 0;
    for (const int win : wins) {
      total += win;
    }
    EXPECT_EQ(total, 1);
    EXPECT_EQ(wins.at(static_cast<std::size_t>(winner)), 1);
  }
}

TEST(Task, StartHandsOverTheValueOrTheException) {
  std::optional<int> value;
  std::exception_ptr failure;
  const auto keep = [&](std::optional<int> result, std::exception_ptr thrown) {
    value = result;
    failure = thrown;
  };
  start(ready(5), keep);
  EXPECT_EQ(value, 5);
  EXPECT_EQ(failure, nullptr);
  start(throws(false), keep);
  EXPECT_EQ(value, std::nullopt);
  EXPECT_NE(failure, nullptr);
}

TEST(Task, AnUnstartedTaskIsDestroyedWithoutRunning) {
  bool ran = false;
  {
    const auto flow = [](bool& flag) -> Task<void> {
      flag = true;
      co_return;
    };
    const Task<void> never = flow(ran);
  }
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace narvi::io
