#pragma once
// Python's datetime.strftime in the C locale, for the directives that mean the same on every machine: those
// that Python's documentation lists.

#include <optional>
#include <string>
#include <string_view>

#include "base/time_zone.h"

namespace narvi {

/// What a wall shows, and where it hangs.
struct ZonedTime {
  LocalTime local;
  std::optional<Seconds> offset;  ///< from UTC; empty: a naive time, whose %z and %Z are empty
  std::string abbreviation;       ///< "CET"
};

/// The first directive of `pattern` that is not one of those, "%e" or a "%" at its end; empty if there is
/// none.
std::optional<std::string> unknown_directive(std::string_view pattern);

/// `time` written by `pattern`, which has no unknown directive. Years before 1000 are not padded, as by the C
/// library of Linux.
std::string strftime(std::string_view pattern, const ZonedTime& time);

/// An offset as isoformat and %z write it: sign, hours, minutes, and seconds if there are any.
std::string offset_text(Seconds offset, std::string_view colon);

}  // namespace narvi
