#pragma once
// Group commit: many jobs, one durable COMMIT. README.md draws it.

#include <atomic>
#include <cstdint>
#include <vector>

#include "database/sqlite/job.h"

namespace narvi::database::sqlite {

/// What the writer counts; read by others while it runs.
struct WriterCounters {
  std::atomic<std::uint64_t> jobs{0};
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> lock_waits{0};
  std::atomic<std::uint64_t> reruns{0};
  std::atomic<std::uint64_t> checkpoints{0};
};

/// Runs `jobs` in order in one transaction, commits, and answers all of them in order. A job whose deadline
/// has passed before it could start is answered kTimeout, or kBusy if somebody else's lock was the reason. If
/// COMMIT fails, every job that had not failed by itself gets that error.
void run_group(Connection& connection, std::vector<Job> jobs, WriterCounters& counters);

}  // namespace narvi::database::sqlite
