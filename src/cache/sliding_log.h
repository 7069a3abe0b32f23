#pragma once
// The arithmetic of a sliding log, the same for every keeper of counters (contract drf §6.3).

#include <cstdint>
#include <optional>

#include "cache/counters.h"

namespace narvi::cache {

/// What a hit is told that came when `count` hits remained under a limit of `limit`. `oldest`: the first of
/// them; empty if there are none, as under a limit of 0. The wait is
/// (period - (now - oldest)) / (limit - count + 1), unknown if the rate was lowered meanwhile.
inline Allowance refusal(std::int64_t limit, std::int64_t count, Microseconds period, Instant now,
                         std::optional<Instant> oldest) {
  const std::int64_t slots = limit - count + 1;
  if (slots <= 0) {
    return {false, std::nullopt};
  }
  const Microseconds remaining = oldest ? period - (now - *oldest) : period;
  return {false, std::chrono::duration<double>(remaining).count() / static_cast<double>(slots)};
}

}  // namespace narvi::cache
