#pragma once
// Many threads at one moment, and requests that go on while something ends what they prove themselves by.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "browser.h"

namespace narvi::tests {

/// Runs `job(number)` on that many threads, none of which begins before all are there.
template <class Job>
void at_once(int threads, Job job) {
  std::latch start(threads);
  std::vector<std::thread> running;
  for (int number = 0; number < threads; ++number) {
    running.emplace_back([&job, &start, number] {
      start.arrive_and_wait();
      job(number);
    });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
}

/// The same, and one thread more that counts the rows meanwhile; the most that it saw. `rows`: what stands
/// behind "SELECT count(*) AS number FROM".
template <class Job>
std::int64_t most_rows_while(TestHouse& house, const std::string& rows, int threads, Job job) {
  std::atomic<int> running{threads};
  std::int64_t most = 0;
  const auto look = [&] {
    const database::Rows counted = house.query("SELECT count(*) AS number FROM " + rows);
    most = std::max(most, counted.front().integer(0).value_or(-1));
  };
  at_once(threads + 1, [&](int number) {
    if (number < threads) {
      job(number);
      --running;
      return;
    }
    while (running > 0) {
      look();
    }
  });
  look();
  return most;
}

/// Each of `asks` is asked again and again, on a thread of its own, while `end` is called once, as soon as
/// some were served. Each gives the status of an answer: 200 or 401. How many were served although they began
/// after `end` had returned.
inline int served_after(const std::vector<std::function<int()>>& asks, const std::function<void()>& end) {
  constexpr int kBefore = 5;
  constexpr int kAfter = 3;
  std::atomic<bool> ended{false};
  std::atomic<int> served{0};
  std::atomic<int> late{0};
  at_once(static_cast<int>(asks.size()) + 1, [&](int number) {
    if (number == static_cast<int>(asks.size())) {
      while (served < kBefore) {
        std::this_thread::yield();
      }
      end();
      ended = true;
      return;
    }
    for (int after = 0; after < kAfter;) {
      const bool was_ended = ended;
      const int status = asks[static_cast<std::size_t>(number)]();
      EXPECT_TRUE(status == 200 || status == 401) << number << ": " << status;
      served += status == 200 ? 1 : 0;
      late += was_ended && status != 401 ? 1 : 0;
      after += was_ended ? 1 : 0;
    }
  });
  return late;
}

}  // namespace narvi::tests
