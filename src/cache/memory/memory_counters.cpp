#include "cache/memory/memory_counters.h"

#include <algorithm>
#include <functional>

#include "cache/sliding_log.h"

namespace narvi::cache::memory {

MemoryCounters::MemoryCounters(std::size_t capacity)
    : capacity_of_shard_(std::max<std::size_t>(1, capacity / kShards)) {}

MemoryCounters::Shard& MemoryCounters::shard_of(const std::string& key) {
  return shards_[std::hash<std::string>()(key) % kShards];
}

void MemoryCounters::make_room(Shard& shard, Instant now) const {
  if (shard.logs.size() < capacity_of_shard_) {
    return;
  }
  std::erase_if(shard.logs, [now](const auto& entry) { return entry.second.expires <= now; });
  if (shard.logs.size() < capacity_of_shard_) {
    return;
  }
  const auto oldest = std::min_element(
      shard.logs.begin(), shard.logs.end(),
      [](const auto& left, const auto& right) { return left.second.expires < right.second.expires; });
  shard.logs.erase(oldest);
}

Allowance MemoryCounters::ask(const std::string& key, std::int64_t limit, Microseconds period, Instant now,
                              bool record) {
  Shard& shard = shard_of(key);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.logs.find(key);
  std::deque<Instant> none;
  std::deque<Instant>& hits = found == shard.logs.end() ? none : found->second.hits;
  while (!hits.empty() && hits.front() <= now - period) {
    hits.pop_front();
  }
  const auto count = static_cast<std::int64_t>(hits.size());
  if (count >= limit) {
    return refusal(limit, count, period, now, hits.empty() ? std::nullopt : std::optional(hits.front()));
  }
  if (record) {
    if (found == shard.logs.end()) {
      make_room(shard, now);
    }
    Log& log = shard.logs[key];
    log.hits.push_back(now);
    log.expires = now + period;
  }
  return {true, std::nullopt};
}

io::Task<Result<Allowance>> MemoryCounters::hit(std::string key, std::int64_t limit, Microseconds period,
                                                Instant now) {
  co_return ask(key, limit, period, now, true);
}

io::Task<Result<Allowance>> MemoryCounters::peek(std::string key, std::int64_t limit, Microseconds period,
                                                 Instant now) {
  co_return ask(key, limit, period, now, false);
}

io::Task<Result<void>> MemoryCounters::record(std::string key, Microseconds period, Instant now) {
  ask(key, INT64_MAX, period, now, true);
  co_return Result<void>();
}

io::Task<Result<void>> MemoryCounters::clear(std::string key) {
  Shard& shard = shard_of(key);
  const std::scoped_lock lock(shard.mutex);
  shard.logs.erase(key);
  co_return Result<void>();
}

std::size_t MemoryCounters::size() const {
  std::size_t total = 0;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    total += shard.logs.size();
  }
  return total;
}

}  // namespace narvi::cache::memory
