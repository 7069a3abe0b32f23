#pragma once
// Named time zones: what a clock on the wall of a place shows at an instant, and back. Django's TIME_ZONE
// needs it: reset links count local seconds, and with USE_TZ = False databases keep local time (contract
// django-auth §5, §6.4).

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace narvi {

/// A date and time on the wall, of no particular place.
using LocalTime = std::chrono::local_time<Microseconds>;

/// A zone of the machine's time zone files (package tzdata), or UTC. A value the size of a pointer: zones are
/// read once and stay for the life of the program. Their tables end with the year 2037; later, the last
/// offset stays.
class TimeZone {
 public:
  /// UTC, which needs no files.
  TimeZone() = default;

  /// "UTC" or a name such as "Europe/Berlin". kConfiguration if the machine has no such zone. Thread-safe.
  static Result<TimeZone> find(std::string_view name);

  bool is_utc() const { return zone_ == nullptr; }
  std::string name() const;

  LocalTime to_local(Instant instant) const;

  /// The instant at which the wall shows `local`. Twice in a year it is not one instant, and the answers are
  /// those of Python's zoneinfo with fold=0: of the hour that comes twice, the first; in the hour that is
  /// left out, as if the clocks had not been changed yet, so that 02:30 becomes the instant of 03:30.
  Instant to_instant(LocalTime local) const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}

  const void* zone_ = nullptr;  // the library's zone, which only the .cpp knows; null for UTC
};

}  // namespace narvi
