#include "base/time_zone.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace narvi {
namespace {

using namespace std::chrono;

TimeZone zone(std::string_view name) {
  return TimeZone::find(name).value();
}

Instant utc(year_month_day day, Seconds time) {
  return sys_days(day) + time;
}

LocalTime wall(year_month_day day, Seconds time) {
  return local_days(day) + time;
}

TEST(TimeZone, FindsWhatTheMachineHas) {
  EXPECT_TRUE(zone("UTC").is_utc());
  EXPECT_EQ(zone("Europe/Berlin").name(), "Europe/Berlin");
  for (const std::string_view name : {"", "Middle/Earth", "../passwd", "/etc/passwd", "tzdata.zi",
                                      "europe/berlin", "Europe", "posixrules\n"}) {
    const Result<TimeZone> found = TimeZone::find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().kind, ErrorKind::kConfiguration);
  }
}

TEST(TimeZone, ShowsLocalTime) {
  const struct {
    std::string_view name;
    Instant instant;
    LocalTime local;
  } cases[] = {
      {"UTC", utc(2023y / 11 / 14, 22h + 13min + 20s), wall(2023y / 11 / 14, 22h + 13min + 20s)},
      {"America/Chicago", utc(2023y / 11 / 14, 22h), wall(2023y / 11 / 14, 16h)},
      {"America/Chicago", utc(2023y / 7 / 1, 3h), wall(2023y / 6 / 30, 22h)},
      {"Asia/Kolkata", utc(2024y / 2 / 28, 20h), wall(2024y / 2 / 29, 1h + 30min)},
      {"Pacific/Chatham", utc(2024y / 1 / 1, 0h), wall(2024y / 1 / 1, 13h + 45min)},
  };
  for (const auto& [name, instant, local] : cases) {
    EXPECT_EQ(zone(name).to_local(instant), local) << name;
    EXPECT_EQ(zone(name).to_instant(local), instant) << name;
  }
}

TEST(TimeZone, KeepsMicroseconds) {
  const Instant instant = utc(1969y / 12 / 31, 23h) + 1us;
  EXPECT_EQ(zone("Europe/Berlin").to_instant(zone("Europe/Berlin").to_local(instant)), instant);
}

// 2023 in Berlin: 26 March 02:00 -> 03:00, 29 October 03:00 -> 02:00.
TEST(TimeZone, ReadsTheHourThatComesTwiceAsTheFirst) {
  const TimeZone berlin = zone("Europe/Berlin");
  const Instant first = utc(2023y / 10 / 29, 0h + 30min);
  EXPECT_EQ(berlin.to_local(first), berlin.to_local(first + 1h));
  EXPECT_EQ(berlin.to_instant(wall(2023y / 10 / 29, 2h + 30min)), first);
}

TEST(TimeZone, ReadsTheHourThatIsLeftOutAsIfTheClocksHadNotChanged) {
  const TimeZone berlin = zone("Europe/Berlin");
  EXPECT_EQ(berlin.to_instant(wall(2023y / 3 / 26, 2h + 30min)), utc(2023y / 3 / 26, 1h + 30min));
  EXPECT_EQ(berlin.to_local(utc(2023y / 3 / 26, 1h + 30min)), wall(2023y / 3 / 26, 3h + 30min));
}

}  // namespace
}  // namespace narvi
