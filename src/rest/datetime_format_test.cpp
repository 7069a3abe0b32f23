#include "rest/datetime_format.h"

#include <gtest/gtest.h>

namespace narvi::rest {
namespace {

DateTimeFormat format(std::optional<std::string> pattern, const std::string& zone, bool use_tz = true) {
  Settings settings;
  settings.put("compat", "time_zone", {zone, "test"});
  settings.put("compat", "use_tz", {use_tz, "test"});
  return DateTimeFormat::make(std::move(pattern), settings).value();
}

Instant at(std::int64_t microseconds) {
  return Instant(Microseconds(microseconds));
}

struct Written {
  std::int64_t microseconds;
  const char* zone;
  const char* pattern;
  const char* text;  ///< what Python's strftime gives
};

constexpr Written kWritten[] = {
    // clang-format off
    {1704164645678901, "UTC", "%a %A %b %B", "Tue Tuesday Jan January"},
    {1704164645678901, "UTC", "%c", "Tue Jan  2 03:04:05 2024"},
    {1704164645678901, "UTC", "%x %X", "01/02/24 03:04:05"},
    {1704164645678901, "UTC", "%d.%m.%Y", "02.01.2024"},
    {1704164645678901, "UTC", "%H:%M %d/%m/%y", "03:04 02/01/24"},
    {1704164645678901, "UTC", "%I:%M:%S %p", "03:04:05 AM"},
    {1704164645678901, "UTC", "%f %j %w", "678901 002 2"},
    {1704164645678901, "UTC", "%U %W", "00 01"},
    {1704164645678901, "UTC", "%G-W%V-%u", "2024-W01-2"},
    {1704164645678901, "UTC", "%z", "+0000"},
    {1704164645678901, "UTC", "%Z", "UTC"},
    {1704164645678901, "UTC", "%%Y%%", "%Y%"},
    {1704164645678901, "UTC", "ä%Hß", "ä03ß"},
    {1704164645678901, "UTC", "%Y-%m-%dT%H:%M:%S.%f%z", "2024-01-02T03:04:05.678901+0000"},
    {1719925445000000, "Europe/Berlin", "%a %A %b %B", "Tue Tuesday Jul July"},
    {1719925445000000, "Europe/Berlin", "%c", "Tue Jul  2 15:04:05 2024"},
    {1719925445000000, "Europe/Berlin", "%x %X", "07/02/24 15:04:05"},
    {1719925445000000, "Europe/Berlin", "%d.%m.%Y", "02.07.2024"},
    {1719925445000000, "Europe/Berlin", "%H:%M %d/%m/%y", "15:04 02/07/24"},
    {1719925445000000, "Europe/Berlin", "%I:%M:%S %p", "03:04:05 PM"},
    {1719925445000000, "Europe/Berlin", "%f %j %w", "000000 184 2"},
    {1719925445000000, "Europe/Berlin", "%U %W", "26 27"},
    {1719925445000000, "Europe/Berlin", "%G-W%V-%u", "2024-W27-2"},
    {1719925445000000, "Europe/Berlin", "%z", "+0200"},
    {1719925445000000, "Europe/Berlin", "%Z", "CEST"},
    {1719925445000000, "Europe/Berlin", "%%Y%%", "%Y%"},
    {1719925445000000, "Europe/Berlin", "ä%Hß", "ä15ß"},
    {1719925445000000, "Europe/Berlin", "%Y-%m-%dT%H:%M:%S.%f%z", "2024-07-02T15:04:05.000000+0200"},
    {1609718399000001, "America/New_York", "%a %A %b %B", "Sun Sunday Jan January"},
    {1609718399000001, "America/New_York", "%c", "Sun Jan  3 18:59:59 2021"},
    {1609718399000001, "America/New_York", "%x %X", "01/03/21 18:59:59"},
    {1609718399000001, "America/New_York", "%d.%m.%Y", "03.01.2021"},
    {1609718399000001, "America/New_York", "%H:%M %d/%m/%y", "18:59 03/01/21"},
    {1609718399000001, "America/New_York", "%I:%M:%S %p", "06:59:59 PM"},
    {1609718399000001, "America/New_York", "%f %j %w", "000001 003 0"},
    {1609718399000001, "America/New_York", "%U %W", "01 00"},
    {1609718399000001, "America/New_York", "%G-W%V-%u", "2020-W53-7"},
    {1609718399000001, "America/New_York", "%z", "-0500"},
    {1609718399000001, "America/New_York", "%Z", "EST"},
    {1609718399000001, "America/New_York", "%%Y%%", "%Y%"},
    {1609718399000001, "America/New_York", "ä%Hß", "ä18ß"},
    {1609718399000001, "America/New_York", "%Y-%m-%dT%H:%M:%S.%f%z", "2021-01-03T18:59:59.000001-0500"},
    {1672531200000000, "Asia/Kolkata", "%a %A %b %B", "Sun Sunday Jan January"},
    {1672531200000000, "Asia/Kolkata", "%c", "Sun Jan  1 05:30:00 2023"},
    {1672531200000000, "Asia/Kolkata", "%x %X", "01/01/23 05:30:00"},
    {1672531200000000, "Asia/Kolkata", "%d.%m.%Y", "01.01.2023"},
    {1672531200000000, "Asia/Kolkata", "%H:%M %d/%m/%y", "05:30 01/01/23"},
    {1672531200000000, "Asia/Kolkata", "%I:%M:%S %p", "05:30:00 AM"},
    {1672531200000000, "Asia/Kolkata", "%f %j %w", "000000 001 0"},
    {1672531200000000, "Asia/Kolkata", "%U %W", "01 00"},
    {1672531200000000, "Asia/Kolkata", "%G-W%V-%u", "2022-W52-7"},
    {1672531200000000, "Asia/Kolkata", "%z", "+0530"},
    {1672531200000000, "Asia/Kolkata", "%Z", "IST"},
    {1672531200000000, "Asia/Kolkata", "%%Y%%", "%Y%"},
    {1672531200000000, "Asia/Kolkata", "ä%Hß", "ä05ß"},
    {1672531200000000, "Asia/Kolkata", "%Y-%m-%dT%H:%M:%S.%f%z", "2023-01-01T05:30:00.000000+0530"},
    {1735560000000000, "UTC", "%a %A %b %B", "Mon Monday Dec December"},
    {1735560000000000, "UTC", "%c", "Mon Dec 30 12:00:00 2024"},
    {1735560000000000, "UTC", "%x %X", "12/30/24 12:00:00"},
    {1735560000000000, "UTC", "%d.%m.%Y", "30.12.2024"},
    {1735560000000000, "UTC", "%H:%M %d/%m/%y", "12:00 30/12/24"},
    {1735560000000000, "UTC", "%I:%M:%S %p", "12:00:00 PM"},
    {1735560000000000, "UTC", "%f %j %w", "000000 365 1"},
    {1735560000000000, "UTC", "%U %W", "52 53"},
    {1735560000000000, "UTC", "%G-W%V-%u", "2025-W01-1"},
    {1735560000000000, "UTC", "%z", "+0000"},
    {1735560000000000, "UTC", "%Z", "UTC"},
    {1735560000000000, "UTC", "%%Y%%", "%Y%"},
    {1735560000000000, "UTC", "ä%Hß", "ä12ß"},
    {1735560000000000, "UTC", "%Y-%m-%dT%H:%M:%S.%f%z", "2024-12-30T12:00:00.000000+0000"},
    {1735669799000000, "Pacific/Auckland", "%a %A %b %B", "Wed Wednesday Jan January"},
    {1735669799000000, "Pacific/Auckland", "%c", "Wed Jan  1 07:29:59 2025"},
    {1735669799000000, "Pacific/Auckland", "%x %X", "01/01/25 07:29:59"},
    {1735669799000000, "Pacific/Auckland", "%d.%m.%Y", "01.01.2025"},
    {1735669799000000, "Pacific/Auckland", "%H:%M %d/%m/%y", "07:29 01/01/25"},
    {1735669799000000, "Pacific/Auckland", "%I:%M:%S %p", "07:29:59 AM"},
    {1735669799000000, "Pacific/Auckland", "%f %j %w", "000000 001 3"},
    {1735669799000000, "Pacific/Auckland", "%U %W", "00 00"},
    {1735669799000000, "Pacific/Auckland", "%G-W%V-%u", "2025-W01-3"},
    {1735669799000000, "Pacific/Auckland", "%z", "+1300"},
    {1735669799000000, "Pacific/Auckland", "%Z", "NZDT"},
    {1735669799000000, "Pacific/Auckland", "%%Y%%", "%Y%"},
    {1735669799000000, "Pacific/Auckland", "ä%Hß", "ä07ß"},
    {1735669799000000, "Pacific/Auckland", "%Y-%m-%dT%H:%M:%S.%f%z", "2025-01-01T07:29:59.000000+1300"},
    // clang-format on
};

TEST(DateTimeFormat, WritesPatternsAsPythonDoes) {
  for (const Written& row : kWritten) {
    EXPECT_EQ(format(row.pattern, row.zone).text(at(row.microseconds)), row.text)
        << row.pattern << " in " << row.zone;
  }
}

// The instants of durin §6.2 and knox §6.3.
constexpr std::int64_t kWinter = 1704251045678901;  // 2024-01-03 03:04:05.678901 UTC
constexpr std::int64_t kSummer = 1719889445000000;  // 2024-07-02 03:04:05 UTC

TEST(DateTimeFormat, WritesIsoTextInTheZoneOfTheSite) {
  EXPECT_EQ(format("iso-8601", "UTC").text(at(kWinter)), "2024-01-03T03:04:05.678901Z");
  EXPECT_EQ(format("ISO-8601", "UTC").text(at(kSummer)), "2024-07-02T03:04:05Z");
  EXPECT_EQ(format("iso-8601", "Asia/Kolkata").text(at(kWinter)), "2024-01-03T08:34:05.678901+05:30");
  EXPECT_EQ(format("iso-8601", "America/New_York").text(at(kWinter)), "2024-01-02T22:04:05.678901-05:00");
  EXPECT_EQ(format("iso-8601", "Europe/London").text(at(kWinter)), "2024-01-03T03:04:05.678901Z");
  EXPECT_EQ(format("iso-8601", "Europe/London").text(at(kSummer)), "2024-07-02T04:04:05+01:00");
  EXPECT_EQ(format("iso-8601", "UTC").text(at(-62135596800000000)), "0001-01-01T00:00:00Z");
}

TEST(DateTimeFormat, WritesTheRawInstantInUtc) {
  EXPECT_EQ(format(std::nullopt, "Asia/Kolkata").text(at(kWinter)), "2024-01-03T03:04:05.678901Z");
}

TEST(DateTimeFormat, NaiveTimesHaveNoZone) {
  EXPECT_EQ(format("iso-8601", "UTC", false).text(at(kWinter)), "2024-01-03T03:04:05.678901");
  EXPECT_EQ(format("iso-8601", "Asia/Kolkata", false).text(at(kWinter)), "2024-01-03T08:34:05.678901");
  EXPECT_EQ(format(std::nullopt, "Asia/Kolkata", false).text(at(kWinter)), "2024-01-03T08:34:05.678901");
  EXPECT_EQ(format("[%z%Z]", "Asia/Kolkata", false).text(at(kWinter)), "[]");
}

TEST(DateTimeFormat, NamesWhatIsNotKnown) {
  Settings settings;
  settings.put("compat", "time_zone", {std::string("UTC"), "test"});
  settings.put("compat", "use_tz", {true, "test"});
  for (const std::string directive : {"%e", "%s", "%-", "%E", "%:", "%"}) {
    const auto made = DateTimeFormat::make("%d%%" + directive, settings);
    ASSERT_FALSE(made) << directive;
    EXPECT_NE(made.error().message.find("\"" + directive + "\""), std::string::npos) << made.error().message;
  }
  EXPECT_TRUE(DateTimeFormat::make("", settings));
}

}  // namespace
}  // namespace narvi::rest
