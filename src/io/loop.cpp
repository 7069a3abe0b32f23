#include "io/loop.h"

#include <utility>

namespace narvi::io {

namespace {
thread_local Loop* current_loop = nullptr;
}

Loop* Loop::current() {
  return current_loop;
}

Loop::Entered::Entered(Loop* loop) : previous_(std::exchange(current_loop, loop)) {}
Loop::Entered::~Entered() {
  current_loop = previous_;
}

void QueueLoop::post(Callback<void()> work) {
  // Notified under the lock: as soon as it is free, run_until may take the work, end, and destroy this loop.
  const std::scoped_lock lock(mutex_);
  ready_.push_back(std::move(work));
  woken_.notify_one();
}

void QueueLoop::after(std::chrono::milliseconds delay, Callback<void()> work) {
  const std::scoped_lock lock(mutex_);
  timers_.emplace(std::chrono::steady_clock::now() + delay, std::move(work));
  woken_.notify_one();
}

void QueueLoop::run_until(const bool& finished) {
  const Entered entered(this);
  std::unique_lock lock(mutex_);
  while (!finished) {
    if (!timers_.empty() && timers_.begin()->first <= std::chrono::steady_clock::now()) {
      ready_.push_back(std::move(timers_.begin()->second));
      timers_.erase(timers_.begin());
      continue;
    }
    if (!ready_.empty()) {
      Callback<void()> work = std::move(ready_.front());
      ready_.pop_front();
      lock.unlock();
      work();
      work = nullptr;  // what it captured dies here, outside the lock
      lock.lock();
      continue;
    }
    if (timers_.empty()) {
      woken_.wait(lock);
    } else {
      woken_.wait_until(lock, timers_.begin()->first);
    }
  }
}

}  // namespace narvi::io
