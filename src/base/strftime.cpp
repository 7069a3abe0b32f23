#include "base/strftime.h"

#include <array>
#include <chrono>

namespace narvi {

namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::size_t kShortName = 3;
constexpr std::string_view kKnown = "aAbBcdfGHIjmMpSuUVwWxXyYzZ%";

std::string padded(std::int64_t number, std::size_t width, char with = '0') {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), with) + text : text;
}

/// A wall's time taken apart.
struct Parts {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Microseconds> time;
  unsigned weekday;  ///< 0: Sunday
  int day_of_year;   ///< 0: the first of January

  explicit Parts(LocalTime local)
      : date(std::chrono::floor<std::chrono::days>(local)),
        time(local - std::chrono::floor<std::chrono::days>(local)),
        weekday(std::chrono::weekday(std::chrono::floor<std::chrono::days>(local)).c_encoding()),
        day_of_year(static_cast<int>(
            (std::chrono::local_days(date) - std::chrono::local_days(date.year() / std::chrono::January / 1))
                .count())) {}

  int year() const { return static_cast<int>(date.year()); }
  unsigned from_monday() const { return (weekday + kDays.size() - 1) % kDays.size(); }
  std::int64_t hour() const { return time.hours().count(); }
};

struct IsoWeek {
  int year;
  int week;
};

/// ISO 8601: the week belongs to the year that has its Thursday.
IsoWeek iso_week(const Parts& parts) {
  const auto thursday =
      std::chrono::local_days(parts.date) + std::chrono::days(3 - static_cast<int>(parts.from_monday()));
  const auto year = std::chrono::year_month_day(thursday).year();
  const auto days = thursday - std::chrono::local_days(year / std::chrono::January / 1);
  return {static_cast<int>(year), static_cast<int>(days.count() / 7) + 1};
}

std::string date_directive(char directive, const Parts& parts) {
  switch (directive) {
    case 'a':
      return std::string(kDays[parts.weekday].substr(0, kShortName));
    case 'A':
      return std::string(kDays[parts.weekday]);
    case 'b':
      return std::string(kMonths[static_cast<unsigned>(parts.date.month()) - 1].substr(0, kShortName));
    case 'B':
      return std::string(kMonths[static_cast<unsigned>(parts.date.month()) - 1]);
    case 'd':
      return padded(static_cast<unsigned>(parts.date.day()), 2);
    case 'G':
      return std::to_string(iso_week(parts).year);
    case 'j':
      return padded(parts.day_of_year + 1, 3);
    case 'm':
      return padded(static_cast<unsigned>(parts.date.month()), 2);
    case 'u':
      return std::to_string(parts.from_monday() + 1);
    case 'U':
      return padded((parts.day_of_year + 7 - static_cast<int>(parts.weekday)) / 7, 2);
    case 'V':
      return padded(iso_week(parts).week, 2);
    case 'w':
      return std::to_string(parts.weekday);
    case 'W':
      return padded((parts.day_of_year + 7 - static_cast<int>(parts.from_monday())) / 7, 2);
    case 'y':
      return padded(parts.year() % 100, 2);
    default:  // 'Y'
      return std::to_string(parts.year());
  }
}

/// Of the time of day; empty for a directive of another kind.
std::optional<std::string> time_directive(char directive, const Parts& parts) {
  switch (directive) {
    case 'f':
      return padded(parts.time.subseconds().count(), 6);
    case 'H':
      return padded(parts.hour(), 2);
    case 'I':
      return padded((parts.hour() + 11) % 12 + 1, 2);
    case 'M':
      return padded(parts.time.minutes().count(), 2);
    case 'p':
      return parts.hour() < 12 ? "AM" : "PM";
    case 'S':
      return padded(parts.time.seconds().count(), 2);
    default:
      return std::nullopt;
  }
}

std::string directive_text(char directive, const ZonedTime& time, const Parts& parts) {
  switch (directive) {
    case '%':
      return "%";
    case 'c':  // "%a %b %e %H:%M:%S %Y": the day is padded with a blank
      return strftime("%a %b ", time) + padded(static_cast<unsigned>(parts.date.day()), 2, ' ') +
             strftime(" %H:%M:%S %Y", time);
    case 'x':
      return strftime("%m/%d/%y", time);
    case 'X':
      return strftime("%H:%M:%S", time);
    case 'z':
      return time.offset ? offset_text(*time.offset, "") : std::string();
    case 'Z':
      return time.offset ? time.abbreviation : std::string();
    default:
      return time_directive(directive, parts).value_or(date_directive(directive, parts));
  }
}

}  // namespace

std::optional<std::string> unknown_directive(std::string_view pattern) {
  for (std::size_t at = pattern.find('%'); at != std::string_view::npos; at = pattern.find('%', at + 2)) {
    if (at + 1 == pattern.size() || kKnown.find(pattern[at + 1]) == std::string_view::npos) {
      return std::string(pattern.substr(at, 2));
    }
  }
  return std::nullopt;
}

std::string strftime(std::string_view pattern, const ZonedTime& time) {
  const Parts parts(time.local);
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '%' || at + 1 == pattern.size()) {
      out += pattern[at];
    } else {
      out += directive_text(pattern[++at], time, parts);
    }
  }
  return out;
}

std::string offset_text(Seconds offset, std::string_view colon) {
  const std::chrono::hh_mm_ss<Seconds> parts(offset);
  std::string text = parts.is_negative() ? "-" : "+";
  text += padded(parts.hours().count(), 2);
  text += colon;
  text += padded(parts.minutes().count(), 2);
  if (parts.seconds().count() != 0) {
    text += colon;
    text += padded(parts.seconds().count(), 2);
  }
  return text;
}

}  // namespace narvi
