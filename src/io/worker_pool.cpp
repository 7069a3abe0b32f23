#include "io/worker_pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace narvi::io {

WorkerPool::WorkerPool(WorkerPoolOptions options) : capacity_(options.queue), budget_(options.memory) {
  const std::size_t count = std::max<std::size_t>(1, options.threads);
  threads_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this, nice = options.nice, name = options.name] { work(nice, name); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  woken_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

bool WorkerPool::submit(Callback<void(bool)> job, CancelFlag flag, JobTerms terms) {
  {
    const std::scoped_lock lock(mutex_);
    const std::size_t capacity = terms.only_if_idle ? std::min<std::size_t>(1, capacity_) : capacity_;
    if (ending_ || queue_.size() >= capacity || terms.bytes > budget_) {
      ++load_.refused;
      return false;
    }
    ++load_.accepted;
    queue_.push_back({std::move(job), std::move(flag), terms.bytes, std::chrono::steady_clock::now()});
  }
  woken_.notify_one();
  return true;
}

WorkerPoolLoad WorkerPool::load() const {
  const std::scoped_lock lock(mutex_);
  WorkerPoolLoad now = load_;
  now.waiting = queue_.size();
  return now;
}

bool WorkerPool::may_start() const {
  return budget_ - load_.reserved >= queue_.front().bytes;
}

bool WorkerPool::take(Waiting& next) {
  std::unique_lock lock(mutex_);
  woken_.wait(lock, [this] { return queue_.empty() ? ending_ : may_start(); });
  if (queue_.empty()) {
    return false;
  }
  next = std::move(queue_.front());
  queue_.pop_front();
  load_.reserved += next.bytes;
  const auto waited =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - next.since);
  load_.waited += waited;
  load_.longest_wait = std::max(load_.longest_wait, waited);
  ++load_.running;
  return true;
}

void WorkerPool::work(int nice, const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  // On Linux a priority belongs to a thread, named by its own id. Refusal changes fairness only, never
  // results.
  const auto self = static_cast<id_t>(gettid());
  setpriority(PRIO_PROCESS, self, std::min(19, getpriority(PRIO_PROCESS, self) + nice));
  Waiting next;
  while (take(next)) {
    const bool cancelled = next.flag && next.flag->load(std::memory_order_acquire);
    const std::uint64_t bytes = next.bytes;
    next.job(cancelled);
    next = {};  // what the job captured dies here, not with the next one
    release(bytes, cancelled);
  }
}

void WorkerPool::release(std::uint64_t bytes, bool cancelled) {
  {
    const std::scoped_lock lock(mutex_);
    --load_.running;
    load_.reserved -= bytes;
    load_.dropped += cancelled ? 1 : 0;
  }
  if (bytes > 0) {
    woken_.notify_all();  // the first may fit now, and those behind it that need nothing
  }
}

}  // namespace narvi::io
