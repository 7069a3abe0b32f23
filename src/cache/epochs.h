#pragma once
// Epochs: what keeps a cache of this process coherent with the writes of this process (design §4). A writer
// bumps the epoch of a key after its commit and before it answers; a reader notes the epoch before it asks
// the store, keeps it with what it caches, and believes the entry only while the epoch is still the same.
// Keys share counters by their hash: a false sharing costs a look-up, never a stale answer.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace narvi::cache {

class Epochs {
 public:
  std::uint64_t of(std::string_view key) const { return counter(key).load(std::memory_order_seq_cst); }
  void bump(std::string_view key) { counter(key).fetch_add(1, std::memory_order_seq_cst); }

 private:
  static constexpr std::size_t kCounters = 4096;

  static std::size_t index(std::string_view key) { return std::hash<std::string_view>()(key) % kCounters; }
  const std::atomic<std::uint64_t>& counter(std::string_view key) const { return counters_[index(key)]; }
  std::atomic<std::uint64_t>& counter(std::string_view key) { return counters_[index(key)]; }

  std::array<std::atomic<std::uint64_t>, kCounters> counters_{};
};

}  // namespace narvi::cache
