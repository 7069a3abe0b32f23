#include "database/sqlite/writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace narvi::database::sqlite {

namespace {

// A writer that is never idle copies too, when the WAL has grown to this many times the limit: readers slow
// down with its length.
constexpr int kPatience = 8;

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const Options& options)
    : connection_(std::move(connection)),
      queue_limit_(options.queue_limit),
      group_limit_(std::max<std::size_t>(1, options.group_limit)),
      checkpoint_pages_(options.checkpoint_pages),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Writer::submit(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() < queue_limit_) {
      queue_.push_back(std::move(job));
      changed_.notify_one();
      return;
    }
  }
  job.reply = Reply::of({ErrorCode::kBusy, "too many writes are waiting"});
  job.answer();
}

void Writer::run() {
  for (std::vector<Job> group = next_group(); !group.empty(); group = next_group()) {
    run_group(*connection_, std::move(group), counters_);
    tidy();
  }
}

/// Waits for work and takes what there is; empty when there is none left and the writer is to stop.
std::vector<Job> Writer::next_group() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), group_limit_));
  const auto end = queue_.begin() + count;
  std::vector<Job> group(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return group;
}

void Writer::tidy() {
  const int pages = connection_->wal_pages();
  if (pages < checkpoint_pages_) {
    return;
  }
  bool is_idle = false;
  {
    const std::scoped_lock lock(mutex_);
    is_idle = queue_.empty();
  }
  if (is_idle || pages / kPatience >= checkpoint_pages_) {
    counters_.checkpoints += connection_->checkpoint() ? 1U : 0U;
  }
}

Counters Writer::counters() const {
  Counters counted;
  counted.jobs = counters_.jobs;
  counted.commits = counters_.commits;
  counted.lock_waits = counters_.lock_waits;
  counted.reruns = counters_.reruns;
  counted.checkpoints = counters_.checkpoints;
  const std::scoped_lock lock(mutex_);
  counted.waiting = queue_.size();
  return counted;
}

}  // namespace narvi::database::sqlite
