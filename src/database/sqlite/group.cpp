#include "database/sqlite/group.h"

#include <algorithm>
#include <thread>

#include "database/sqlite/control.h"

namespace narvi::database::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

/// Waits between attempts to get a lock: 1, 2, 4 ... 25 ms. Short in the end too, because SQLite's lock has
/// no queue and a process that asks often would always be first.
class Backoff {
 public:
  void wait() {
    std::this_thread::sleep_for(pause_);
    pause_ = std::min(pause_ * 2, Milliseconds(25));
  }

 private:
  Milliseconds pause_{1};
};

void settle(Job& job, Error error) {
  job.reply = Reply::of(std::move(error));
  job.is_final = true;
}

class Group {
 public:
  Group(Connection& connection, std::vector<Job>& jobs, WriterCounters& counters)
      : connection_(connection), jobs_(jobs), counters_(counters) {}

  void run() {
    while (begin()) {
      if (run_jobs()) {
        end();
        return;
      }
      ++counters_.reruns;
    }
  }

 private:
  bool has_open_jobs() const {
    return std::any_of(jobs_.begin(), jobs_.end(), [](const Job& job) { return !job.is_final; });
  }

  void settle_open(const Error& error) {
    for (Job& job : jobs_) {
      if (!job.is_final) {
        settle(job, error);
      }
    }
  }

  void settle_late(ErrorCode code, const std::string& reason) {
    const SteadyTime now = Clock::now();
    for (Job& job : jobs_) {
      if (!job.is_final && job.deadline <= now) {
        settle(job, {code, reason});
      }
    }
  }

  /// Opens the transaction, as long as there is a job it is worth waiting for. False: every job is settled.
  bool begin() {
    settle_late(ErrorCode::kTimeout, "the deadline passed while the write waited for its turn");
    Backoff backoff;
    while (has_open_jobs()) {
      const Result<void> begun = connection_.control(control::begin());
      if (begun) {
        return true;
      }
      if (begun.error().code != ErrorCode::kBusy) {
        settle_open(begun.error());
        return false;
      }
      ++counters_.lock_waits;
      backoff.wait();
      settle_late(ErrorCode::kBusy, "locked by another process: " + begun.error().message);
    }
    return false;
  }

  /// False if a job's error ended the whole transaction (disk full, interrupted at its deadline): that job is
  /// settled, and the others, which did nothing wrong, are to be run again without it.
  bool run_jobs() {
    for (Job& job : jobs_) {
      if (job.is_final) {
        continue;
      }
      if (job.deadline <= Clock::now()) {
        settle(job, {ErrorCode::kTimeout, "the deadline passed before the write began"});
        continue;
      }
      job.reply = run_job(connection_, job);
      if (connection_.is_idle()) {
        job.is_final = true;
        return false;
      }
    }
    return true;
  }

  bool anything_to_keep() const {
    return std::any_of(jobs_.begin(), jobs_.end(), [](const Job& job) { return job.reply->is_good(); });
  }

  void end() {
    const Result<void> ended = anything_to_keep() ? commit() : connection_.control(control::roll_back());
    if (ended) {
      return;
    }
    for (Job& job : jobs_) {
      if (job.reply->is_good()) {
        job.reply = Reply::of(ended.error());
      }
    }
    if (!connection_.is_idle()) {
      connection_.control(control::roll_back());
    }
  }

  /// Without WAL, COMMIT waits until the readers of other processes are done.
  Result<void> commit() {
    SteadyTime last = SteadyTime::min();
    for (const Job& job : jobs_) {
      last = std::max(last, job.deadline);
    }
    Backoff backoff;
    Result<void> committed = connection_.control(control::commit());
    while (!committed && committed.error().code == ErrorCode::kBusy && !connection_.is_idle() &&
           Clock::now() < last) {
      ++counters_.lock_waits;
      backoff.wait();
      committed = connection_.control(control::commit());
    }
    counters_.commits += committed ? 1U : 0U;
    return committed;
  }

  Connection& connection_;
  std::vector<Job>& jobs_;
  WriterCounters& counters_;
};

}  // namespace

void run_group(Connection& connection, std::vector<Job> jobs, WriterCounters& counters) {
  Group(connection, jobs, counters).run();
  counters.jobs += jobs.size();
  for (Job& job : jobs) {
    job.answer();
  }
}

}  // namespace narvi::database::sqlite
