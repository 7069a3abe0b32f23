#pragma once
// WorkerPool: a bounded pool for jobs that block or burn a core (password hashing). Its threads run at a
// lower priority than the loops, a full queue refuses instead of growing, and the memory of a job is reserved
// before it starts, so that a flood of logins neither slows the checks nor exhausts the machine (design:
// speed).

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/callback.h"
#include "base/result.h"
#include "io/suspend.h"
#include "io/task.h"

namespace narvi::io {

/// Set by whoever no longer wants a job's result (the client has gone, the deadline passed): a job that has
/// not started yet is then dropped.
using CancelFlag = std::shared_ptr<std::atomic<bool>>;

struct WorkerPoolOptions {
  std::size_t threads = 1;
  std::size_t queue = 64;             ///< jobs that may wait; one more is refused
  std::uint64_t memory = UINT64_MAX;  ///< bytes that all running jobs together may have reserved
  int nice = 10;                      ///< added to the threads' priority number, 0..19
  std::string name = "narvi-pool";    ///< thread name, at most 15 characters
};

/// What a job asks for besides a thread.
struct JobTerms {
  std::uint64_t bytes = 0;    ///< memory it will use; it starts only when that much of the budget is free
  bool only_if_idle = false;  ///< refuse it as soon as any other job waits: it can be done another time
};

/// What the metrics show. The sums only grow.
struct WorkerPoolLoad {
  std::size_t waiting = 0;     ///< jobs in the queue now
  std::size_t running = 0;     ///< jobs on a thread now
  std::uint64_t reserved = 0;  ///< bytes that the running jobs have reserved
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;           ///< the queue was full, or the job was too large
  std::uint64_t dropped = 0;           ///< cancelled before they started
  std::chrono::microseconds waited{};  ///< time spent in the queue, all started jobs together
  std::chrono::microseconds longest_wait{};
};

class WorkerPool {
 public:
  explicit WorkerPool(WorkerPoolOptions options);
  /// Runs what is queued, then joins. Loops whose tasks wait for a job must still exist.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Queues `job(cancelled)`; it runs on one of the pool's threads, told whether `flag` was set before it
  /// could start (it should then only report that). Jobs start in the order in which they came: one that
  /// waits for memory holds up those behind it, or a stream of small ones would starve it. False if the queue
  /// is full, the pool is ending, or the job asks for more bytes than the whole budget: the job is destroyed
  /// unrun. The job must not throw. From any thread.
  bool submit(Callback<void(bool cancelled)> job, CancelFlag flag = nullptr, JobTerms terms = {});

  /// Awaits `job()` on the pool. Errors: kOverloaded when it was refused; kTimeout when `flag` was set before
  /// the job started; kUnavailable when the machine had no memory for it; kInternal when it threw otherwise.
  /// What `job` captures must be its own.
  template <class T, class Job>
  Task<Result<T>> run(Job job, CancelFlag flag = nullptr, JobTerms terms = {}) {
    co_return co_await suspend<Result<T>>([this, &job, &flag, terms](Resume<Result<T>> resume) {
      const bool accepted = submit(
          [work = std::move(job), resume](bool cancelled) mutable { resume(finish<T>(work, cancelled)); },
          std::move(flag), terms);
      if (!accepted) {
        resume(fail(ErrorKind::kOverloaded, "the worker queue is full"));
      }
    });
  }

  WorkerPoolLoad load() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Waiting {
    Callback<void(bool)> job;
    CancelFlag flag;
    std::uint64_t bytes = 0;
    Time since;
  };

  template <class T, class Job>
  static Result<T> finish(Job& job, bool cancelled) {
    if (cancelled) {
      return fail(ErrorKind::kTimeout, "nobody waits for this job any more");
    }
    try {
      return job();
    } catch (const std::bad_alloc&) {
      return fail(ErrorKind::kUnavailable, "there is no memory for this job");
    } catch (const std::exception& thrown) {
      return fail(ErrorKind::kInternal, thrown.what());
    }
  }

  void work(int nice, const std::string& name);
  bool take(Waiting& next);
  bool may_start() const;
  void release(std::uint64_t bytes, bool cancelled);

  const std::size_t capacity_;
  const std::uint64_t budget_;
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<Waiting> queue_;
  WorkerPoolLoad load_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace narvi::io
