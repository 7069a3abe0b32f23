#pragma once
// Recent: values found by a digest, bounded; the oldest go first. For what was found out a moment ago; when
// a value is too old to be believed is for those who keep it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace narvi::cache {

template <class Value>
class Recent {
 public:
  /// Holds at most `capacity` values, give or take a few.
  explicit Recent(std::size_t capacity) : room_(std::max<std::size_t>(capacity / kShards, 1)) {}

  /// Keeps `value` under `digest`, of which 32 bytes count, in place of what was there. Values at the old end
  /// for which `outdated(value)` is true go, and more if there is no room.
  template <class Outdated>
  void put(std::string_view digest, Value value, Outdated outdated) {
    const Key key = key_of(digest);
    Shard& shard = shard_of(key);
    const std::lock_guard guard(shard.mutex);
    if (const auto known = shard.by_key.find(key); known != shard.by_key.end()) {
      drop(shard, known->second);
    }
    while (!shard.entries.empty() &&
           (shard.entries.size() >= room_ || outdated(shard.entries.front().value))) {
      drop(shard, shard.entries.begin());
    }
    shard.by_key[key] = shard.entries.insert(shard.entries.end(), Entry{key, std::move(value)});
  }

  /// A copy of what is kept under `digest`.
  std::optional<Value> find(std::string_view digest) const {
    const Key key = key_of(digest);
    const Shard& shard = shard_of(key);
    const std::lock_guard guard(shard.mutex);
    const auto known = shard.by_key.find(key);
    return known == shard.by_key.end() ? std::nullopt : std::optional<Value>(known->second->value);
  }

  /// Values held now: for tests.
  std::size_t size() const {
    std::size_t total = 0;
    for (const Shard& shard : shards_) {
      const std::lock_guard guard(shard.mutex);
      total += shard.entries.size();
    }
    return total;
  }

 private:
  using Key = std::array<char, 32>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      std::size_t hash = 0;
      std::memcpy(&hash, key.data(), sizeof hash);  // any bytes of a digest are as good as a hash of it
      return hash;
    }
  };
  struct Entry {
    Key key;
    Value value;
  };
  struct Shard {
    mutable std::mutex mutex;
    std::list<Entry> entries;  // oldest first
    std::unordered_map<Key, typename std::list<Entry>::iterator, KeyHash> by_key;
  };
  static constexpr std::size_t kShards = 16;

  static Key key_of(std::string_view digest) {
    Key key{};
    std::copy_n(digest.begin(), std::min(digest.size(), key.size()), key.begin());
    return key;
  }
  Shard& shard_of(const Key& key) { return shards_[static_cast<unsigned char>(key.back()) % kShards]; }
  const Shard& shard_of(const Key& key) const {
    return shards_[static_cast<unsigned char>(key.back()) % kShards];
  }
  static void drop(Shard& shard, typename std::list<Entry>::iterator entry) {
    shard.by_key.erase(entry->key);
    shard.entries.erase(entry);
  }

  std::size_t room_;
  std::array<Shard, kShards> shards_;
};

}  // namespace narvi::cache
