#include "rest/throttle.h"

#include <gtest/gtest.h>

namespace narvi::rest {
namespace {

struct Good {
  std::string_view text;
  std::int64_t limit;
  std::int64_t seconds;
};

TEST(ParseRate, RestFrameworksGrammar) {
  // Only the first letter of the period counts (drf §6.3).
  const Good cases[] = {{"10/s", 10, 1},       {"10/sec", 10, 1},
                        {"3/min", 3, 60},      {"3/m", 3, 60},
                        {"3/month", 3, 60},    {"1/hour", 1, 3600},
                        {"5/day", 5, 86400},   {"0/s", 0, 1},
                        {" 7 /minute", 7, 60}, {"1000000/d", 1'000'000, 86400}};
  for (const Good& one : cases) {
    for (const bool extended : {false, true}) {
      const Result<Rate> rate = parse_rate(one.text, extended);
      ASSERT_TRUE(rate.has_value()) << one.text;
      EXPECT_EQ(*rate, (Rate{one.limit, Seconds(one.seconds)})) << one.text;
    }
  }
}

TEST(ParseRate, LongerPeriodsAreNarvis) {
  const Good cases[] = {{"10/15m", 10, 900}, {"1/90s", 1, 90}, {"2/12hours", 2, 43200}, {"3/1d", 3, 86400}};
  for (const Good& one : cases) {
    const Result<Rate> rate = parse_rate(one.text, true);
    ASSERT_TRUE(rate.has_value()) << one.text;
    EXPECT_EQ(*rate, (Rate{one.limit, Seconds(one.seconds)})) << one.text;
    EXPECT_FALSE(parse_rate(one.text, false).has_value()) << one.text;
  }
}

TEST(RateText, IsReadBackAsTheSameRate) {
  for (const std::string_view text :
       {"3/min", "1/s", "0/s", "10/15min", "5/day", "2/7day", "4/hour", "1/90s", "1/3601s", "2/36hour"}) {
    const Result<Rate> rate = parse_rate(text, true);
    ASSERT_TRUE(rate.has_value()) << text;
    EXPECT_EQ(rate_text(*rate), text);
  }
}

TEST(ParseRate, TheRestIsRefusedByName) {
  for (const std::string_view text :
       {"", "/", "10", "10/", "/min", "x/min", "-1/min", "1.5/min", "10/min/s", "10/week", "10/ min", "10/0m",
        "10/99999999m", "99999999999999999999/s", "10/99999999999999999999s", "1e3/s", "10 min"}) {
    for (const bool extended : {false, true}) {
      const Result<Rate> rate = parse_rate(text, extended);
      ASSERT_FALSE(rate.has_value()) << text;
      EXPECT_EQ(rate.error().kind, ErrorKind::kConfiguration);
      EXPECT_TRUE(rate.error().message.starts_with("\"" + std::string(text) + "\" is not a rate: "))
          << rate.error().message;
    }
  }
}

}  // namespace
}  // namespace narvi::rest
