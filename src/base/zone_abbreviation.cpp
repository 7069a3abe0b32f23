#include "base/zone_abbreviation.h"

#include <date/tz.h>

namespace narvi {

std::string zone_abbreviation(TimeZone zone, Instant instant) {
  if (zone.is_utc()) {
    return "UTC";
  }
  return date::locate_zone(zone.name())->get_info(instant).abbrev;
}

}  // namespace narvi
