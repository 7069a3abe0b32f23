#include "http/date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace narvi::http {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kShape = "Www, DD Mmm YYYY HH:MM:SS GMT";

constexpr auto kFirst = std::chrono::sys_seconds(sys_days(std::chrono::year(1) / 1 / 1));
constexpr auto kLast = std::chrono::sys_seconds(sys_days(std::chrono::year(9999) / 12 / 31)) + Seconds(86399);

/// The number in `text`, or -1 if one of its characters is not a digit.
int number(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return -1;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

bool has_shape(std::string_view text) {
  if (text.size() != kShape.size()) {
    return false;
  }
  constexpr std::string_view kFixed = ", :GMT";
  for (std::size_t i = 3; i < text.size(); ++i) {
    const bool fixed = kFixed.find(kShape[i]) != std::string_view::npos && (kShape[i] != 'M' || i > 25);
    if (fixed && text[i] != kShape[i]) {
      return false;
    }
  }
  return std::ranges::find(kWeekdays, text.substr(0, 3)) != kWeekdays.end();
}

}  // namespace

std::string write_http_date(Instant instant) {
  const auto seconds = std::clamp(std::chrono::floor<Seconds>(instant), kFirst, kLast);
  const auto day = std::chrono::floor<days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(seconds - day);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                kWeekdays[std::chrono::weekday(day).c_encoding()].data(), static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1].data(), static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return buffer;
}

std::optional<Instant> parse_http_date(std::string_view text) {
  if (!has_shape(text)) {
    return std::nullopt;
  }
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  const int day = number(text.substr(5, 2));
  const int year = number(text.substr(12, 4));
  const int hour = number(text.substr(17, 2));
  const int minute = number(text.substr(20, 2));
  const int second = number(text.substr(23, 2));
  if (month == kMonths.end() || day < 1 || year < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 59) {
    return std::nullopt;
  }
  const auto month_number = static_cast<unsigned>(month - kMonths.begin()) + 1;
  const auto date = std::chrono::year(year) / std::chrono::month(month_number) /
                    std::chrono::day(static_cast<unsigned>(day));
  if (!date.ok()) {
    return std::nullopt;
  }
  return Instant(sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) + Seconds(second);
}

}  // namespace narvi::http
