#include "database/time_text.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "database/text_scanner.h"

namespace narvi::database {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::optional<std::chrono::sys_days> take_date(TextScanner& scanner) {
  const auto year = scanner.digits(4, 4);
  if (!year || *year == 0 || !scanner.take("-")) {
    return std::nullopt;
  }
  const auto month = scanner.two_digits(12);
  if (!month || !scanner.take("-")) {
    return std::nullopt;
  }
  const auto day = scanner.two_digits(31);
  if (!day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// ":MM:SS" behind hours that have been read.
std::optional<Seconds> take_minutes_and_seconds(TextScanner& scanner) {
  if (!scanner.take(":")) {
    return std::nullopt;
  }
  const auto minute = scanner.two_digits(59);
  if (!minute || !scanner.take(":")) {
    return std::nullopt;
  }
  const auto second = scanner.two_digits(59);
  if (!second) {
    return std::nullopt;
  }
  return minutes(*minute) + Seconds(*second);
}

std::optional<Microseconds> take_time_of_day(TextScanner& scanner) {
  const auto hour = scanner.two_digits(23);
  if (!hour) {
    return std::nullopt;
  }
  const auto rest = take_minutes_and_seconds(scanner);
  const auto fraction = scanner.microseconds();
  if (!rest || !fraction) {
    return std::nullopt;
  }
  return hours(*hour) + *rest + Microseconds(*fraction);
}

/// "+HH[:MM[:SS]]"; zero when no sign comes next.
std::optional<Seconds> take_offset(TextScanner& scanner) {
  const bool minus = scanner.take("-");
  if (!minus && !scanner.take("+")) {
    return Seconds(0);
  }
  const auto hour = scanner.two_digits(23);
  if (!hour) {
    return std::nullopt;
  }
  Seconds offset = hours(*hour);
  for (const Seconds unit : {Seconds(60), Seconds(1)}) {
    if (!scanner.take(":")) {
      break;
    }
    const auto part = scanner.two_digits(59);
    if (!part) {
      return std::nullopt;
    }
    offset += *part * unit;
  }
  return minus ? -offset : offset;
}

struct Unit {
  std::string_view word;
  Microseconds length;
};

// Longer words first: "days" begins with "day".
constexpr std::array<Unit, 6> kUnits{{{"years", days(365)},
                                      {"year", days(365)},
                                      {"mons", days(30)},
                                      {"mon", days(30)},
                                      {"days", days(1)},
                                      {"day", days(1)}}};

/// Adds `count * unit` (negated if `minus`) to `total`; false when it does not fit.
bool add(Microseconds& total, std::int64_t count, Microseconds unit, bool minus) {
  std::int64_t product = 0;
  std::int64_t sum = 0;
  const std::int64_t factor = minus ? -unit.count() : unit.count();
  if (__builtin_mul_overflow(count, factor, &product) ||
      __builtin_add_overflow(total.count(), product, &sum)) {
    return false;
  }
  total = Microseconds(sum);
  return true;
}

/// " mons" and the like behind a number: its length, or nothing when no unit comes next.
std::optional<Microseconds> take_unit(TextScanner& scanner) {
  TextScanner ahead = scanner;
  if (!ahead.take(" ")) {
    return std::nullopt;
  }
  for (const Unit& unit : kUnits) {
    if (ahead.take(unit.word)) {
      scanner = ahead;
      return unit.length;
    }
  }
  return std::nullopt;
}

/// One part of an interval: a number with its unit, or the clock part, which must be the last.
bool take_interval_part(TextScanner& scanner, Microseconds& total) {
  const bool minus = scanner.take("-");
  if (!minus) {
    scanner.take("+");
  }
  const auto number = scanner.digits(1, 15);
  if (!number) {
    return false;
  }
  if (const auto unit = take_unit(scanner)) {
    return add(total, *number, *unit, minus);
  }
  const auto rest = take_minutes_and_seconds(scanner);
  const auto fraction = scanner.microseconds();
  return rest && fraction && scanner.at_end() && add(total, *number, hours(1), minus) &&
         add(total, rest->count(), Seconds(1), minus) && add(total, *fraction, Microseconds(1), minus);
}

}  // namespace

Instant earliest_instant() {
  return std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
}

Instant latest_instant() {
  return std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) - Microseconds(1);
}

std::optional<std::string> format_instant(Instant utc, TimeZone zone) {
  const Instant instant(zone.to_local(utc).time_since_epoch());
  if (instant < earliest_instant() || instant > latest_instant()) {
    return std::nullopt;
  }
  const auto midnight = std::chrono::floor<days>(instant);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss time(instant - midnight);
  std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) {
    text += fmt::format(".{:06}", time.subseconds().count());
  }
  return text;
}

std::optional<Instant> parse_instant(std::string_view text, TimeZone zone) {
  TextScanner scanner(text);
  const auto date = take_date(scanner);
  if (!date || !scanner.take(" ")) {
    return std::nullopt;
  }
  const auto time = take_time_of_day(scanner);
  if (!time) {
    return std::nullopt;
  }
  const Instant wall = *date + *time;
  const bool is_local = scanner.at_end();
  const auto offset = take_offset(scanner);
  if (!offset || !scanner.at_end()) {
    return std::nullopt;
  }
  const Instant instant = is_local ? zone.to_instant(LocalTime(wall.time_since_epoch())) : wall - *offset;
  if (instant < earliest_instant() || instant > latest_instant()) {
    return std::nullopt;
  }
  return instant;
}

std::string format_interval(Microseconds length) {
  constexpr std::int64_t kDay = Microseconds(days(1)).count();
  std::int64_t whole_days = length.count() / kDay;
  std::int64_t rest = length.count() % kDay;
  if (rest < 0) {
    rest += kDay;
    --whole_days;
  }
  return fmt::format("{} days +{}.{:06} seconds", whole_days, rest / 1'000'000, rest % 1'000'000);
}

std::optional<Microseconds> parse_interval(std::string_view text) {
  TextScanner scanner(text);
  Microseconds total{};
  do {
    if (!take_interval_part(scanner, total)) {
      return std::nullopt;
    }
  } while (scanner.take(" "));
  return scanner.at_end() ? std::optional(total) : std::nullopt;
}

}  // namespace narvi::database
