#pragma once
// HTTP dates (RFC 9110 §5.6.7): `Tue, 28 Nov 2023 22:13:20 GMT`, without any locale.

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace narvi::http {

/// IMF-fixdate, 29 characters. Fractions of a second are cut off, as Django's http_date does. Years outside
/// 1 to 9999, which the form cannot hold, become the nearest date it can.
std::string write_http_date(Instant instant);

/// Reads exactly the IMF-fixdate form; nothing for anything else, for a day that no calendar has, and for a
/// second of 60. The name of the weekday must be a weekday's, but need not be the right one: Django does not
/// look either.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace narvi::http
