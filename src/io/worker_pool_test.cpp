#include "io/worker_pool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>

namespace narvi::io {
namespace {

/// A job that holds its worker until released, so that the tests decide when the queue moves.
class Gate {
 public:
  Callback<void(bool)> job() {
    return [this](bool) {
      entered_.set_value();
      leave_.get_future().wait();
    };
  }
  void await_entered() { entered_.get_future().wait(); }
  void open() { leave_.set_value(); }

 private:
  std::promise<void> entered_;
  std::promise<void> leave_;
};

TEST(WorkerPool, RunsAJobOnAnotherThreadAndResumesHere) {
  WorkerPool pool({.threads = 2});
  std::thread::id worker;
  const auto flow = [](WorkerPool& on, std::thread::id& seen) -> Task<Result<int>> {
    const Result<int> value = co_await on.run<int>([&seen] {
      seen = std::this_thread::get_id();
      return 41;
    });
    co_return *value + 1;
  };
  const Result<int> value = run_blocking(flow(pool, worker));
  EXPECT_EQ(value.value_or(0), 42);
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(WorkerPool, AFullQueueRefuses) {
  std::atomic<int> ran{0};
  Gate gate;
  auto owned = std::make_unique<WorkerPool>(WorkerPoolOptions{.threads = 1, .queue = 2});
  WorkerPool& pool = *owned;
  ASSERT_TRUE(pool.submit(gate.job()));
  gate.await_entered();
  EXPECT_TRUE(pool.submit([&](bool) { ++ran; }));
  EXPECT_TRUE(pool.submit([&](bool) { ++ran; }));
  EXPECT_FALSE(pool.submit([&](bool) { ++ran; }));
  const Result<int> refused = run_blocking(pool.run<int>([] { return 1; }));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::kOverloaded);

  const WorkerPoolLoad full = pool.load();
  EXPECT_EQ(full.waiting, 2U);
  EXPECT_EQ(full.running, 1U);
  EXPECT_EQ(full.accepted, 3U);
  EXPECT_EQ(full.refused, 2U);
  gate.open();
  owned.reset();
  EXPECT_EQ(ran.load(), 2);
}

TEST(WorkerPool, ACancelledJobIsNotStarted) {
  WorkerPool pool({.threads = 1});
  Gate gate;
  ASSERT_TRUE(pool.submit(gate.job()));
  gate.await_entered();
  const auto flag = std::make_shared<std::atomic<bool>>(false);
  std::atomic<bool> ran{false};
  std::promise<Result<int>> outcome;
  QueueLoop loop;
  bool finished = false;
  loop.post([&] {
    auto job = [&ran] {
      ran = true;
      return 1;
    };
    start(pool.run<int>(job, flag), [&](std::optional<Result<int>> value, const std::exception_ptr&) {
      outcome.set_value(*value);
      finished = true;
    });
    flag->store(true);
    gate.open();
  });
  loop.run_until(finished);
  const Result<int> dropped = outcome.get_future().get();
  ASSERT_FALSE(dropped.has_value());
  EXPECT_EQ(dropped.error().kind, ErrorKind::kTimeout);
  EXPECT_FALSE(ran.load());
}

TEST(WorkerPool, AThrowingJobIsAnInternalError) {
  WorkerPool pool({.threads = 1});
  const Result<int> broken =
      run_blocking(pool.run<int>([]() -> int { throw std::runtime_error("no memory"); }));
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().kind, ErrorKind::kInternal);
  EXPECT_EQ(broken.error().message, "no memory");
}

TEST(WorkerPool, AJobMayReturnItsOwnResult) {
  WorkerPool pool({.threads = 1});
  const Result<int> own =
      run_blocking(pool.run<int>([]() -> Result<int> { return fail(ErrorKind::kInvalid, "cost too high"); }));
  ASSERT_FALSE(own.has_value());
  EXPECT_EQ(own.error().kind, ErrorKind::kInvalid);
}

TEST(WorkerPool, MemoryThatIsNotThereIsUnavailable) {
  WorkerPool pool({.threads = 1});
  const Result<int> starved = run_blocking(pool.run<int>([]() -> int { throw std::bad_alloc(); }));
  ASSERT_FALSE(starved.has_value());
  EXPECT_EQ(starved.error().kind, ErrorKind::kUnavailable);
}

TEST(WorkerPool, JobsThatFitRunTogether) {
  Gate first;
  Gate second;
  WorkerPool pool({.threads = 2, .memory = 100});
  ASSERT_TRUE(pool.submit(first.job(), nullptr, {.bytes = 40}));
  ASSERT_TRUE(pool.submit(second.job(), nullptr, {.bytes = 60}));
  first.await_entered();
  second.await_entered();
  EXPECT_EQ(pool.load().reserved, 100U);
  first.open();
  second.open();
}

TEST(WorkerPool, AJobWaitsForItsMemoryAndThoseBehindItWaitToo) {
  Gate gate;
  std::mutex mutex;
  std::string order;
  const auto note = [&](char name) {
    return [&, name](bool) {
      const std::scoped_lock lock(mutex);
      order.push_back(name);
    };
  };
  {
    WorkerPool pool({.threads = 2, .memory = 100});
    ASSERT_TRUE(pool.submit(gate.job(), nullptr, {.bytes = 60}));
    gate.await_entered();
    // One thread is idle, but 60 bytes are not there.
    ASSERT_TRUE(pool.submit(note('a'), nullptr, {.bytes = 60}));
    ASSERT_TRUE(pool.submit(note('b'), nullptr, {.bytes = 100}));
    ASSERT_TRUE(pool.submit(note('c'), nullptr, {.bytes = 100}));
    EXPECT_EQ(pool.load().waiting, 3U);
    EXPECT_EQ(pool.load().running, 1U);
    EXPECT_EQ(pool.load().reserved, 60U);
    gate.open();
  }
  EXPECT_EQ(order, "abc");
}

TEST(WorkerPool, AJobLargerThanTheBudgetIsRefused) {
  WorkerPool pool({.threads = 1, .memory = 100});
  EXPECT_FALSE(pool.submit([](bool) {}, nullptr, {.bytes = 101}));
  EXPECT_EQ(pool.load().refused, 1U);
  EXPECT_TRUE(run_blocking(pool.run<int>([] { return 1; }, nullptr, {.bytes = 100})).has_value());
}

TEST(WorkerPool, TheBudgetHoldsUnderLoad) {
  constexpr std::uint64_t kBudget = 100;
  std::atomic<std::uint64_t> used{0};
  std::atomic<bool> exceeded{false};
  std::atomic<int> ran{0};
  {
    WorkerPool pool({.threads = 4, .queue = 1000, .memory = kBudget});
    for (std::uint64_t i = 0; i < 1000; ++i) {
      const std::uint64_t bytes = i * 37 % (kBudget + 1);
      ASSERT_TRUE(pool.submit(
          [&, bytes](bool) {
            exceeded = exceeded || used.fetch_add(bytes) + bytes > kBudget;
            std::this_thread::yield();
            used -= bytes;
            ++ran;
          },
          nullptr, {.bytes = bytes}));
    }
  }
  EXPECT_EQ(ran.load(), 1000);
  EXPECT_FALSE(exceeded.load());
}

TEST(WorkerPool, WhatCanWaitIsRefusedWhenAnythingWaits) {
  Gate gate;
  WorkerPool pool({.threads = 1, .queue = 10});
  ASSERT_TRUE(pool.submit(gate.job()));
  gate.await_entered();
  EXPECT_TRUE(pool.submit([](bool) {}, nullptr, {.only_if_idle = true}));
  EXPECT_FALSE(pool.submit([](bool) {}, nullptr, {.only_if_idle = true}));
  EXPECT_TRUE(pool.submit([](bool) {}));
  gate.open();
}

TEST(WorkerPool, ItsThreadsAreNicer) {
  WorkerPool pool({.threads = 1, .nice = 7});
  const int here = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
  const Result<int> there =
      run_blocking(pool.run<int>([] { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); }));
  EXPECT_EQ(there.value_or(-1), std::min(19, here + 7));
}

TEST(WorkerPool, ItsEndRunsWhatIsQueued) {
  std::atomic<int> ran{0};
  {
    WorkerPool pool({.threads = 2, .queue = 100});
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(pool.submit([&ran](bool) { ++ran; }));
    }
  }
  EXPECT_EQ(ran.load(), 100);
}

}  // namespace
}  // namespace narvi::io
