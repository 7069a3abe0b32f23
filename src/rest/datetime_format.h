#pragma once
// DateTimeField's output: how REST framework writes an instant (drf §4 DATETIME_FORMAT; durin §6.2, knox
// §6.3).

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "base/settings.h"
#include "base/time_zone.h"

namespace narvi::rest {

class DateTimeFormat {
 public:
  /// `format`: "iso-8601", a pattern of Python's strftime, or empty for the raw instant (a format of null,
  /// which the JSON encoder writes in UTC whatever the zone). Zone and use_tz: those of [compat]. The error
  /// names what of the pattern is not known: a pattern whose result is up to the C library stops the start.
  static Result<DateTimeFormat> make(std::optional<std::string> format, const Settings& settings);

  /// Of the default, "iso-8601".
  static Result<DateTimeFormat> iso(const Settings& settings) { return make("iso-8601", settings); }

  std::string text(Instant instant) const;

 private:
  DateTimeFormat(std::optional<std::string> format, TimeZone zone, bool use_tz)
      : format_(std::move(format)), zone_(zone), use_tz_(use_tz) {}

  std::optional<std::string> format_;
  TimeZone zone_;
  bool use_tz_;
};

}  // namespace narvi::rest
