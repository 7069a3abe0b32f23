#pragma once
// Writer: the one thread that writes. It takes whatever is queued, never waits for more, and commits it as a
// group.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "database/sqlite/group.h"
#include "database/sqlite/job.h"
#include "database/sqlite/sqlite.h"

namespace narvi::database::sqlite {

class Writer {
 public:
  /// Starts the thread on `connection`. Uses the limits of `options`.
  Writer(std::unique_ptr<Connection> connection, const Options& options);

  /// Does what is queued, then ends the thread and closes the connection.
  ~Writer();

  /// Queues `job`. When the queue is full, it is answered kBusy at once. From any thread.
  void submit(Job job);

  Counters counters() const;

 private:
  void run();
  std::vector<Job> next_group();
  void tidy();

  const std::unique_ptr<Connection> connection_;
  const std::size_t queue_limit_;
  const std::size_t group_limit_;
  const int checkpoint_pages_;

  WriterCounters counters_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;  // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses everything above
};

}  // namespace narvi::database::sqlite
