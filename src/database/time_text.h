#pragma once
// Instants and lengths of time as databases write them (contract django-auth §5, durin §5). Every function
// here is total: any text gives a value or nothing.

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/time_zone.h"

namespace narvi::database {

/// The first and the last instant that Django's datetime can hold: years 1 to 9999.
Instant earliest_instant();
Instant latest_instant();

/// Django's form in SQLite: "YYYY-MM-DD HH:MM:SS" on the clocks of `zone`, plus ".ffffff" (always six digits)
/// only when the microseconds are not zero. SQLite compares these as text, so the form is exact. Nothing
/// outside years 1 to 9999.
std::optional<std::string> format_instant(Instant instant, TimeZone zone = {});

/// Reads "YYYY-MM-DD HH:MM:SS[.f{1,6}]" with an optional offset "+HH", "+HH:MM" or "+HH:MM:SS" (either sign);
/// without one it is time of `zone`. Nothing for anything else ("infinity", BC, year 0, day 31 in April,
/// second 60), and nothing when the offset moves it outside years 1 to 9999.
std::optional<Instant> parse_instant(std::string_view text, TimeZone zone = {});

/// A form that PostgreSQL reads as interval, split into days as Django's own driver splits it, since
/// PostgreSQL keeps days apart: "-1 days +86395.000000 seconds".
std::string format_interval(Microseconds length);

/// Reads PostgreSQL's output (IntervalStyle postgres): "1 year 2 mons -3 days +04:05:06.789". A year counts
/// 365 days and a month 30, as Django's driver counts. Nothing when it is not of that form or does not fit.
std::optional<Microseconds> parse_interval(std::string_view text);

}  // namespace narvi::database
