#include "database/sqlite/scan_pool.h"

#include <algorithm>
#include <utility>

#include "database/sqlite/execution.h"

namespace narvi::database::sqlite {

namespace {

Result<Rows> scan(std::unique_ptr<Connection>& connection, const std::string& path, TimeZone zone,
                  const ScanPool::Job& job) {
  if (job.deadline <= std::chrono::steady_clock::now()) {
    return fail(ErrorCode::kTimeout, job.statement->name() + ": the deadline passed before the read began");
  }
  if (connection == nullptr) {
    auto opened = Connection::open(path, Role::kReader, job.deadline, zone);
    if (!opened) {
      return tl::unexpected<Error>(std::move(opened.error()));
    }
    connection = std::move(*opened);
  }
  connection->wait_until(job.deadline);
  connection->stop_at(job.deadline);
  Result<Outcome> outcome = run_statement(*connection, *job.statement, job.params);
  if (!outcome) {
    return tl::unexpected<Error>(std::move(outcome.error()));
  }
  return std::move(outcome->rows);
}

}  // namespace

ScanPool::ScanPool(const Options& options)
    : path_(options.path), zone_(options.zone), queue_limit_(options.scan_queue_limit) {
  for (std::size_t i = 0; i < std::max<std::size_t>(1, options.scan_threads); ++i) {
    threads_.emplace_back([this] { run(); });
  }
}

ScanPool::~ScanPool() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ScanPool::submit(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() < queue_limit_) {
      queue_.push_back(std::move(job));
      changed_.notify_one();
      return;
    }
  }
  job.resume(fail(ErrorCode::kBusy, "too many reads are waiting"));
}

std::optional<ScanPool::Job> ScanPool::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  if (queue_.empty()) {
    return std::nullopt;
  }
  Job job = std::move(queue_.front());
  queue_.pop_front();
  return job;
}

void ScanPool::run() {
  std::unique_ptr<Connection> connection;
  for (std::optional<Job> job = next(); job; job = next()) {
    job->resume(scan(connection, path_, zone_, *job));
  }
}

}  // namespace narvi::database::sqlite
