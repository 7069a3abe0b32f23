#include "rest/datetime_format.h"

#include <algorithm>
#include <cctype>

#include "base/strftime.h"
#include "base/zone_abbreviation.h"

namespace narvi::rest {

namespace {

constexpr std::string_view kIso = "iso-8601";

/// ISO_8601 is compared with `.lower()`.
bool is_iso(std::string_view format) {
  return std::equal(format.begin(), format.end(), kIso.begin(), kIso.end(), [](char given, char known) {
    return std::tolower(static_cast<unsigned char>(given)) == known;
  });
}

/// Python's isoformat, and "Z" where it says "+00:00".
std::string iso_text(const ZonedTime& time) {
  const bool whole = time.local == std::chrono::floor<Seconds>(time.local);
  std::string text = strftime(whole ? "-%m-%dT%H:%M:%S" : "-%m-%dT%H:%M:%S.%f", time);
  std::string year = strftime("%Y", time);
  constexpr std::size_t kYear = 4;
  year.insert(0, kYear - std::min(kYear, year.size()), '0');
  const std::string offset = time.offset ? offset_text(*time.offset, ":") : std::string();
  return year + text + (offset == "+00:00" ? "Z" : offset);
}

ZonedTime zoned(Instant instant, TimeZone zone, bool use_tz) {
  ZonedTime time;
  time.local = zone.to_local(instant);
  if (use_tz) {
    time.offset = std::chrono::floor<Seconds>(time.local.time_since_epoch() - instant.time_since_epoch());
    time.abbreviation = zone_abbreviation(zone, instant);
  }
  return time;
}

}  // namespace

Result<DateTimeFormat> DateTimeFormat::make(std::optional<std::string> format, const Settings& settings) {
  const Result<TimeZone> zone = TimeZone::find(settings.text("compat", "time_zone"));
  if (!zone) {
    return tl::unexpected<Error>(zone.error());
  }
  if (format && !is_iso(*format)) {
    if (const std::optional<std::string> unknown = unknown_directive(*format)) {
      return fail(ErrorKind::kConfiguration,
                  "\"" + *unknown + "\" in \"" + *format + "\" does not mean the same on every machine");
    }
  }
  return DateTimeFormat(std::move(format), *zone, settings.boolean("compat", "use_tz"));
}

std::string DateTimeFormat::text(Instant instant) const {
  if (!format_) {
    // The value itself goes to the JSON encoder: with USE_TZ in UTC, else in the time that the site keeps.
    return iso_text(zoned(instant, use_tz_ ? TimeZone() : zone_, use_tz_));
  }
  const ZonedTime time = zoned(instant, zone_, use_tz_);
  return is_iso(*format_) ? iso_text(time) : strftime(*format_, time);
}

}  // namespace narvi::rest
