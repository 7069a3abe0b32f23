#include "systems/durin/human_text.h"

#include <cstdint>
#include <cstdlib>

namespace narvi::systems::durin {

namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kYearDays = 365;

/// `number` / `unit`, down or half to even.
std::int64_t divided(std::int64_t number, std::int64_t unit, HumanRule rule) {
  const std::int64_t whole = number / unit;
  const std::int64_t twice = number % unit * 2;
  const bool up = twice > unit || (twice == unit && whole % 2 == 1);
  return rule == HumanRule::kRounding && up ? whole + 1 : whole;
}

std::string many(std::int64_t number, std::string_view unit) {
  return std::to_string(number) + " " + std::string(unit);
}

/// 1234567 as "1,234,567".
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) {
    digits.insert(place - 3, ",");
  }
  return digits;
}

std::string of_one_day(std::int64_t seconds, HumanRule rule) {
  if (seconds < kMinute) {
    return seconds == 0 ? "a moment" : seconds == 1 ? "a second" : many(seconds, "seconds");
  }
  const std::int64_t minutes = divided(seconds, kMinute, rule);
  if (seconds < kHour && minutes < 60) {
    return minutes == 1 ? "a minute" : many(minutes, "minutes");
  }
  const std::int64_t hours = divided(seconds, kHour, rule);
  if (hours < 24) {
    return hours <= 1 ? "an hour" : many(hours, "hours");
  }
  return "a day";
}

std::string of_one_year(std::int64_t days, std::int64_t months) {
  if (days == 1) {
    return "a day";
  }
  if (months == 0) {
    return many(days, "days");
  }
  return months == 1 ? "a month" : months == 12 ? "a year" : many(months, "months");
}

std::string of_second_year(std::int64_t days, std::int64_t months) {
  if (months == 12) {
    return "2 years";
  }
  if (months > 0) {
    return "1 year, " + (months == 1 ? "1 month" : many(months, "months"));
  }
  return days == 0 ? "a year" : "1 year, " + (days == 1 ? "1 day" : many(days, "days"));
}

}  // namespace

std::string human_text(Microseconds span, HumanRule rule) {
  if (rule == HumanRule::kRounding) {
    span = std::chrono::abs(span);
  }
  // As timedelta keeps it: days of any sign, and seconds from 0 to a day.
  const auto whole_days = std::chrono::floor<std::chrono::days>(span);
  const std::int64_t seconds = std::chrono::floor<Seconds>(span - whole_days).count();
  const std::int64_t all_days = std::abs(static_cast<std::int64_t>(whole_days.count()));
  const std::int64_t years = all_days / kYearDays;
  const std::int64_t days = all_days % kYearDays;
  const std::int64_t months = divided(days * 2, 61, rule);  // of 30.5 days
  static_assert(kDay == 24 * kHour);
  if (all_days == 0) {
    return of_one_day(seconds, rule);
  }
  if (years == 0) {
    return of_one_year(days, months);
  }
  return years == 1 ? of_second_year(days, months) : grouped(years) + " years";
}

}  // namespace narvi::systems::durin
