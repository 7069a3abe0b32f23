#pragma once
// Entries: the cache port for values. Bounded, forgetful: an entry may leave at any time, and does at its
// expiry. Every stored value has a version, so that two writers of one key cannot overwrite each other.

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "io/task.h"

namespace narvi::cache {

struct Entry {
  std::string value;
  std::uint64_t version = 0;  ///< never 0, and never again the same for this key
};

class Entries {
 public:
  virtual ~Entries() = default;

  /// The entry under `key`; empty if there is none or it expired (`expires` <= `now`). Errors: kUnavailable,
  /// kTimeout when the holder is another process and away.
  virtual io::Task<Result<std::optional<Entry>>> get(std::string key, Instant now) = 0;

  /// Stores `value` until `expires`, whatever was there. What is too large to be held is not stored, and the
  /// older value goes.
  virtual io::Task<Result<void>> put(std::string key, std::string value, Instant expires, Instant now) = 0;

  /// Stores `value` only if the entry still has `version`; 0: only if there is none. Gives the new version;
  /// empty: somebody else was first, or the entry has gone. kOverloaded: too large to be held.
  virtual io::Task<Result<std::optional<std::uint64_t>>> put_if(std::string key, std::uint64_t version,
                                                                std::string value, Instant expires,
                                                                Instant now) = 0;

  /// Forgets `key`; whether it was there.
  virtual io::Task<Result<bool>> erase(std::string key) = 0;
};

}  // namespace narvi::cache
