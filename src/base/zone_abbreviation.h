#pragma once
// What a zone calls its time at an instant: "CET", "EDT".

#include <string>

#include "base/time_zone.h"

namespace narvi {

/// Of UTC, "UTC". A zone without names gives its offset, "+03". Thread-safe.
std::string zone_abbreviation(TimeZone zone, Instant instant);

}  // namespace narvi
