#include "cache/memory/memory_entries.h"

#include <functional>
#include <utility>

namespace narvi::cache::memory {

namespace {

// What the tables around an entry take, roughly: an empty session must not be free.
constexpr std::size_t kOverhead = 200;
// Expired entries that a write takes with it: memory shrinks again without anybody's timer.
constexpr int kSweptPerWrite = 2;

std::size_t bytes_of(const std::string& key, const std::string& value) {
  return key.size() + value.size() + kOverhead;
}

}  // namespace

MemoryEntries::MemoryEntries(std::size_t bytes) : bytes_of_shard_(bytes / kShards) {}

MemoryEntries::Shard& MemoryEntries::shard_of(const std::string& key) {
  return shards_[std::hash<std::string>()(key) % kShards];
}

MemoryEntries::Map::iterator MemoryEntries::live(Shard& shard, const std::string& key, Instant now) {
  const auto found = shard.map.find(key);
  return found == shard.map.end() || found->second.expires <= now ? shard.map.end() : found;
}

void MemoryEntries::remove(Shard& shard, Map::iterator entry) {
  shard.bytes -= entry->second.bytes;
  shard.by_age.erase(entry->second.age);
  shard.by_end.erase(entry->second.end);
  shard.map.erase(entry);
}

void MemoryEntries::make_room(Shard& shard, std::size_t bytes, Instant now) const {
  int swept = 0;
  while (!shard.by_end.empty() && shard.by_end.begin()->first <= now &&
         (swept < kSweptPerWrite || shard.bytes + bytes > bytes_of_shard_)) {
    remove(shard, shard.map.find(*shard.by_end.begin()->second));
    ++swept;
  }
  while (!shard.by_age.empty() && shard.bytes + bytes > bytes_of_shard_) {
    remove(shard, shard.map.find(*shard.by_age.front()));
  }
}

std::optional<std::uint64_t> MemoryEntries::store(Shard& shard, std::string key, std::string value,
                                                  Instant expires, Instant now) {
  if (const auto older = shard.map.find(key); older != shard.map.end()) {
    remove(shard, older);
  }
  const std::size_t bytes = bytes_of(key, value);
  if (bytes > bytes_of_shard_) {
    return std::nullopt;
  }
  make_room(shard, bytes, now);
  const std::uint64_t version = ++last_version_;
  const auto [place, inserted] = shard.map.try_emplace(std::move(key));
  Held& held = place->second;
  held.entry = {std::move(value), version};
  held.expires = expires;
  held.bytes = bytes;
  held.age = shard.by_age.insert(shard.by_age.end(), &place->first);
  held.end = shard.by_end.emplace(expires, &place->first);
  shard.bytes += bytes;
  return version;
}

io::Task<Result<std::optional<Entry>>> MemoryEntries::get(std::string key, Instant now) {
  Shard& shard = shard_of(key);
  const std::scoped_lock lock(shard.mutex);
  const auto found = live(shard, key, now);
  co_return found == shard.map.end() ? std::nullopt : std::optional(found->second.entry);
}

io::Task<Result<void>> MemoryEntries::put(std::string key, std::string value, Instant expires, Instant now) {
  Shard& shard = shard_of(key);
  const std::scoped_lock lock(shard.mutex);
  store(shard, std::move(key), std::move(value), expires, now);
  co_return Result<void>();
}

io::Task<Result<std::optional<std::uint64_t>>> MemoryEntries::put_if(std::string key, std::uint64_t version,
                                                                     std::string value, Instant expires,
                                                                     Instant now) {
  Shard& shard = shard_of(key);
  const std::scoped_lock lock(shard.mutex);
  const auto found = live(shard, key, now);
  const std::uint64_t there = found == shard.map.end() ? 0 : found->second.entry.version;
  if (there != version) {
    co_return std::optional<std::uint64_t>();
  }
  if (bytes_of(key, value) > bytes_of_shard_) {
    co_return fail(ErrorKind::kOverloaded, "an entry is larger than the cache may hold");
  }
  co_return store(shard, std::move(key), std::move(value), expires, now);
}

io::Task<Result<bool>> MemoryEntries::erase(std::string key) {
  Shard& shard = shard_of(key);
  const std::scoped_lock lock(shard.mutex);
  const auto found = shard.map.find(key);
  if (found == shard.map.end()) {
    co_return false;
  }
  remove(shard, found);
  co_return true;
}

std::size_t MemoryEntries::size() const {
  std::size_t total = 0;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    total += shard.map.size();
  }
  return total;
}

std::size_t MemoryEntries::bytes() const {
  std::size_t total = 0;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    total += shard.bytes;
  }
  return total;
}

}  // namespace narvi::cache::memory
