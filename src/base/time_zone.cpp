#include "base/time_zone.h"

#include <date/tz.h>

#include <exception>

namespace narvi {

namespace {

using LibraryLocal = date::local_time<Microseconds>;

const date::time_zone& as_zone(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

}  // namespace

Result<TimeZone> TimeZone::find(std::string_view name) {
  if (name == "UTC") {
    return TimeZone();
  }
  try {
    const date::time_zone* const zone = date::locate_zone(name);
    (void)zone->get_info(date::sys_seconds(Seconds(0)));  // reads the file now, not at the first request
    return TimeZone(zone);
  } catch (const std::exception&) {
    // The library throws for a name it does not know, a damaged file, and a machine without tzdata.
    return fail(ErrorKind::kConfiguration,
                "\"" + std::string(name) + "\" is not a time zone of this machine");
  }
}

std::string TimeZone::name() const {
  return is_utc() ? "UTC" : as_zone(zone_).name();
}

LocalTime TimeZone::to_local(Instant instant) const {
  if (is_utc()) {
    return LocalTime(instant.time_since_epoch());
  }
  return LocalTime(as_zone(zone_).to_local(instant).time_since_epoch());
}

Instant TimeZone::to_instant(LocalTime local) const {
  const Microseconds wall = local.time_since_epoch();
  if (is_utc()) {
    return Instant(wall);
  }
  // For a unique time `first` is its offset; for one that comes twice or never, the offset before the change.
  const date::local_info info = as_zone(zone_).get_info(LibraryLocal(wall));
  return Instant(wall - info.first.offset);
}

}  // namespace narvi
