#pragma once
// How long in words: "a day", "11 months", "1 year, 1 month" (contract durin §6.3).

#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace narvi::systems::durin {

/// The rule of the library that upstream asks for these words, which changed in its release 4.15.
enum class HumanRule {
  kClassic,   ///< every part rounded down; a negative span by the size of its days and of its seconds
  kRounding,  ///< minutes, hours and months rounded half to even, rolling over into the next unit
};

/// For `choices` of the setting `humanize`.
inline constexpr std::array<std::string_view, 2> kHumanRules = {"classic", "rounding"};

std::string human_text(Microseconds span, HumanRule rule);

}  // namespace narvi::systems::durin
