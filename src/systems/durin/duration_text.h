#pragma once
// Lengths of time as Django's DurationField reads and writes them (contract durin §6.4).

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace narvi::systems::durin {

/// Reads "[D ][HH:[MM:]]ss[.ffffff]" (also "D days, HH:MM:SS"), ISO 8601 "P3DT4H" without weeks, and
/// PostgreSQL's day-time form ("3 days 04:05:06", of which nothing at all is zero). The error is the text of
/// upstream's field; also for what 64 bits of microseconds cannot hold.
Result<Microseconds> parse_duration(std::string_view text);

/// "D HH:MM:SS[.ffffff]", without the days if there are none: "1 00:00:00", "-1 23:59:55".
std::string duration_text(Microseconds length);

}  // namespace narvi::systems::durin
