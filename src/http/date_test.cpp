#include "http/date.h"

#include <gtest/gtest.h>

namespace narvi::http {
namespace {

struct Case {
  std::int64_t seconds;
  std::string_view text;
};

constexpr Case kDates[] = {
    {0, "Thu, 01 Jan 1970 00:00:00 GMT"},         {1701209600, "Tue, 28 Nov 2023 22:13:20 GMT"},
    {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"}, {1709251199, "Thu, 29 Feb 2024 23:59:59 GMT"},
    {-1, "Wed, 31 Dec 1969 23:59:59 GMT"},        {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
};

TEST(HttpDate, WritesAndReads) {
  for (const Case& c : kDates) {
    EXPECT_EQ(write_http_date(Instant(Seconds(c.seconds))), c.text);
    EXPECT_EQ(parse_http_date(c.text), Instant(Seconds(c.seconds))) << c.text;
  }
}

TEST(HttpDate, CutsFractionsAndStaysInItsYears) {
  EXPECT_EQ(write_http_date(Instant(Microseconds(1999999))), "Thu, 01 Jan 1970 00:00:01 GMT");
  EXPECT_EQ(write_http_date(Instant(Microseconds(-1))), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(write_http_date(Instant::max()), "Fri, 31 Dec 9999 23:59:59 GMT");
  EXPECT_EQ(write_http_date(Instant::min()), "Mon, 01 Jan 0001 00:00:00 GMT");
}

TEST(HttpDate, RefusesOtherForms) {
  for (const std::string_view text :
       {"", "Tue, 28 Nov 2023 22:13:20 GMT ", "Tue, 28 Nov 2023 22:13:20 UTC",
        "Tue, 28 nov 2023 22:13:20 GMT", "Xyz, 28 Nov 2023 22:13:20 GMT", "Tue, 30 Feb 2023 22:13:20 GMT",
        "Wed, 29 Feb 2023 00:00:00 GMT", "Tue, 28 Nov 2023 24:00:00 GMT", "Tue, 28 Nov 2023 22:60:20 GMT",
        "Tue, 28 Nov 2023 22:13:60 GMT", "Tue, 00 Nov 2023 22:13:20 GMT", "Tue, 28 Nov 0000 22:13:20 GMT",
        "Tue, 2x Nov 2023 22:13:20 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Tue, 28 Nov 2023 22-13-20 GMT"}) {
    EXPECT_FALSE(parse_http_date(text).has_value()) << text;
  }
}

TEST(HttpDate, DoesNotCompareTheWeekday) {
  EXPECT_EQ(parse_http_date("Mon, 28 Nov 2023 22:13:20 GMT"), Instant(Seconds(1701209600)));
}

}  // namespace
}  // namespace narvi::http
