#pragma once
// ScanPool: a few threads with read connections of their own, for reads that may take long or must wait for a
// lock.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "database/rows.h"
#include "database/sqlite/connection.h"
#include "database/sqlite/sqlite.h"
#include "database/statement.h"
#include "database/value.h"
#include "io/suspend.h"

namespace narvi::database::sqlite {

class ScanPool {
 public:
  struct Job {
    const Statement* statement;
    Params params;
    SteadyTime deadline;
    io::Resume<Result<Rows>> resume;
  };

  explicit ScanPool(const Options& options);

  /// Does what is queued, then ends the threads.
  ~ScanPool();

  /// Queues `job`. When the queue is full, it is answered kBusy at once. From any thread.
  void submit(Job job);

 private:
  void run();
  std::optional<Job> next();

  const std::string path_;
  const TimeZone zone_;
  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;  // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace narvi::database::sqlite
