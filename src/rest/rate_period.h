#pragma once
// The letters of a rate's period (drf §6.3; durin §6.5).

#include <optional>

#include "base/clock.h"

namespace narvi::rest {

/// One second, minute, hour or day for 's', 'm', 'h', 'd'; empty for every other letter.
constexpr std::optional<Seconds> period_unit(char letter) {
  switch (letter) {
    case 's':
      return Seconds(1);
    case 'm':
      return std::chrono::minutes(1);
    case 'h':
      return std::chrono::hours(1);
    case 'd':
      return std::chrono::hours(24);
    default:
      return std::nullopt;
  }
}

}  // namespace narvi::rest
