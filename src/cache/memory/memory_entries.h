#pragma once
// Entries of one process, in memory: sharded, bounded in bytes.

#include <array>
#include <atomic>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "cache/entries.h"

namespace narvi::cache::memory {

class MemoryEntries final : public Entries {
 public:
  /// `bytes`: keys and values held at most, with a flat charge for each entry; every shard has an equal part.
  /// When a shard is full, expired entries go first, then those written longest ago.
  explicit MemoryEntries(std::size_t bytes);

  io::Task<Result<std::optional<Entry>>> get(std::string key, Instant now) override;
  io::Task<Result<void>> put(std::string key, std::string value, Instant expires, Instant now) override;
  io::Task<Result<std::optional<std::uint64_t>>> put_if(std::string key, std::uint64_t version,
                                                        std::string value, Instant expires,
                                                        Instant now) override;
  io::Task<Result<bool>> erase(std::string key) override;

  /// Entries and bytes held now, expired ones included until they make room: for metrics and tests.
  std::size_t size() const;
  std::size_t bytes() const;

 private:
  using ByAge = std::list<const std::string*>;  // oldest write first; keys live in the map
  using ByEnd = std::multimap<Instant, const std::string*>;
  struct Held {
    Entry entry;
    Instant expires;
    std::size_t bytes = 0;
    ByAge::iterator age;
    ByEnd::iterator end;
  };
  using Map = std::unordered_map<std::string, Held>;
  struct Shard {
    mutable std::mutex mutex;
    Map map;
    ByAge by_age;
    ByEnd by_end;
    std::size_t bytes = 0;
  };
  static constexpr std::size_t kShards = 64;

  Shard& shard_of(const std::string& key);
  /// The entry that counts: null if it is not there or expired. The shard is locked.
  static Map::iterator live(Shard& shard, const std::string& key, Instant now);
  static void remove(Shard& shard, Map::iterator entry);
  void make_room(Shard& shard, std::size_t bytes, Instant now) const;
  /// Empty: too large.
  std::optional<std::uint64_t> store(Shard& shard, std::string key, std::string value, Instant expires,
                                     Instant now);

  std::size_t bytes_of_shard_;
  std::atomic<std::uint64_t> last_version_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace narvi::cache::memory
