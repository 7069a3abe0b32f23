#pragma once
// Counters of one process, in memory: sharded, bounded, expired entries leave by themselves.

#include <array>
#include <deque>
#include <mutex>
#include <unordered_map>

#include "cache/counters.h"

namespace narvi::cache::memory {

class MemoryCounters final : public Counters {
 public:
  /// `capacity`: keys kept at most. When a shard is full, its expired keys go first, then the one whose
  /// newest hit is oldest: an attacker with many addresses cannot grow the process.
  explicit MemoryCounters(std::size_t capacity = 1'000'000);

  io::Task<Result<Allowance>> hit(std::string key, std::int64_t limit, Microseconds period,
                                  Instant now) override;
  io::Task<Result<Allowance>> peek(std::string key, std::int64_t limit, Microseconds period,
                                   Instant now) override;
  io::Task<Result<void>> record(std::string key, Microseconds period, Instant now) override;
  io::Task<Result<void>> clear(std::string key) override;

  /// Keys held now: for metrics and tests.
  std::size_t size() const;

 private:
  struct Log {
    std::deque<Instant> hits;  // oldest first
    Instant expires;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Log> logs;
  };
  static constexpr std::size_t kShards = 64;

  Shard& shard_of(const std::string& key);
  Allowance ask(const std::string& key, std::int64_t limit, Microseconds period, Instant now, bool record);
  void make_room(Shard& shard, Instant now) const;

  std::size_t capacity_of_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace narvi::cache::memory
