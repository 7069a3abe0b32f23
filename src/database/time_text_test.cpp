#include "database/time_text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

namespace narvi::database {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

Instant at(int year, unsigned month, unsigned day, Microseconds time_of_day = 0us) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) +
         time_of_day;
}

TEST(TimeText, WritesMicrosecondsOnlyWhenThereAreAny) {
  EXPECT_EQ(format_instant(Instant{}), "1970-01-01 00:00:00");
  EXPECT_EQ(format_instant(at(2024, 2, 29, 7h + 8min + 9s)), "2024-02-29 07:08:09");
  EXPECT_EQ(format_instant(at(2024, 2, 29, 7h + 1us)), "2024-02-29 07:00:00.000001");
  EXPECT_EQ(format_instant(at(2024, 2, 29, 500ms)), "2024-02-29 00:00:00.500000");
  EXPECT_EQ(format_instant(at(1969, 12, 31, 24h - 1us)), "1969-12-31 23:59:59.999999");
  EXPECT_EQ(format_instant(earliest_instant()), "0001-01-01 00:00:00");
  EXPECT_EQ(format_instant(latest_instant()), "9999-12-31 23:59:59.999999");
}

TEST(TimeText, WritesNothingThatDjangoCannotRead) {
  EXPECT_EQ(format_instant(earliest_instant() - 1us), std::nullopt);
  EXPECT_EQ(format_instant(latest_instant() + 1us), std::nullopt);
  EXPECT_EQ(format_instant(Instant::min()), std::nullopt);
  EXPECT_EQ(format_instant(Instant::max()), std::nullopt);
}

TEST(TimeText, ReadsInstants) {
  const struct {
    std::string text;
    Instant instant;
  } cases[] = {
      {"1970-01-01 00:00:00", Instant{}},
      {"2024-02-29 07:08:09.5", at(2024, 2, 29, 7h + 8min + 9s + 500ms)},
      {"2024-02-29 07:08:09.000001", at(2024, 2, 29, 7h + 8min + 9s + 1us)},
      {"2024-02-29 07:08:09+00", at(2024, 2, 29, 7h + 8min + 9s)},
      {"2024-02-29 07:08:09.25+00:00", at(2024, 2, 29, 7h + 8min + 9s + 250ms)},
      {"2024-02-29 07:08:09+05:30", at(2024, 2, 29, 1h + 38min + 9s)},
      {"2024-02-29 07:08:09-08", at(2024, 2, 29, 15h + 8min + 9s)},
      {"1850-01-01 00:00:00-00:44:30", at(1850, 1, 1, 44min + 30s)},
      {"0001-01-01 00:00:00", earliest_instant()},
      {"9999-12-31 23:59:59.999999", latest_instant()},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(parse_instant(one.text), one.instant) << one.text;
  }
}

TEST(TimeText, ReadsNothingElseAsInstant) {
  const std::vector<std::string> cases{
      "",
      "infinity",
      "2024-02-29",
      "2024-02-29T07:08:09",
      "2023-02-29 00:00:00",
      "2024-04-31 00:00:00",
      "0000-01-01 00:00:00",
      "2024-13-01 00:00:00",
      "2024-00-01 00:00:00",
      "2024-01-00 00:00:00",
      "2024-01-01 24:00:00",
      "2024-01-01 00:60:00",
      "2024-01-01 00:00:60",
      "2024-01-01 00:00:00.",
      "2024-01-01 00:00:00.1234567",
      "2024-01-01 00:00:00 ",
      "2024-01-01 00:00:00Z",
      "2024-01-01 00:00:00+0",
      "2024-01-01 00:00:00+00:",
      "0044-03-15 00:00:00 BC",
      "10000-01-01 00:00:00",
      "0001-01-01 00:00:00+01",
      "9999-12-31 23:59:59-01",
      std::string("2024-01-01 00:00:00\0", 20),
  };
  for (const std::string& text : cases) {
    EXPECT_EQ(parse_instant(text), std::nullopt) << text;
  }
}

TEST(TimeText, WritesIntervalsSplitIntoDays) {
  EXPECT_EQ(format_interval(0us), "0 days +0.000000 seconds");
  EXPECT_EQ(format_interval(days(30) + 500ms), "30 days +0.500000 seconds");
  EXPECT_EQ(format_interval(-5s), "-1 days +86395.000000 seconds");
  EXPECT_EQ(format_interval(Microseconds::min()), "-106751992 days +71945.224192 seconds");
}

TEST(TimeText, ReadsIntervals) {
  const struct {
    std::string text;
    Microseconds length;
  } cases[] = {
      {"00:00:00", 0us},
      {"1 day", days(1)},
      {"30 days 00:00:00.5", days(30) + 500ms},
      {"-1 days +23:59:55", -5s},
      {"-00:00:05", -5s},
      {"-00:00:00.000001", -1us},
      {"1 day -00:00:01", days(1) - 1s},
      {"1 year 2 mons -3 days +04:05:06.789", days(365 + 60 - 3) + 4h + 5min + 6s + 789ms},
      {"2 years", days(730)},
      {"-1 mons", -days(30)},
      {"2562047788:00:54.775807", Microseconds::max()},
      {"100:00:00", 100h},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(parse_interval(one.text), one.length) << one.text;
  }
}

TEST(TimeText, ReadsNothingElseAsInterval) {
  for (const std::string text :
       {"", "1", "1 day ", " 1 day", "1 dayz", "1  day", "00:00", "00:00:00 1 day", "00:60:00", "P1D",
        "--1 day", "1 week", "999999999 years", "2562047788:00:54.775808"}) {
    EXPECT_EQ(parse_interval(text), std::nullopt) << text;
  }
}

TEST(TimeText, WritesAndReadsTheTimeOfAZone) {
  const TimeZone zone = TimeZone::find("Asia/Kolkata").value();
  const Instant instant = std::chrono::sys_days(std::chrono::year(2023) / 12 / 31) + 20h;
  EXPECT_EQ(format_instant(instant, zone), "2024-01-01 01:30:00");
  EXPECT_EQ(parse_instant("2024-01-01 01:30:00", zone), instant);
  EXPECT_EQ(parse_instant("2023-12-31 20:00:00+00", zone), instant);
  // On its clocks these years have begun or ended already.
  EXPECT_EQ(format_instant(latest_instant(), zone), std::nullopt);
  EXPECT_EQ(parse_instant("0001-01-01 00:00:00", zone), std::nullopt);
  EXPECT_EQ(parse_instant("9999-12-31 23:59:59", zone), latest_instant() - 5h - 30min - 999'999us);
}

}  // namespace
}  // namespace narvi::database
