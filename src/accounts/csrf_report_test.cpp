#include "accounts/csrf_report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/log.h"

namespace narvi::accounts {
namespace {

TEST(OriginMend, NamesTheSetting) {
  struct Case {
    std::string_view own;
    std::string_view origin;
    std::string_view setting;
  };
  const Case cases[] = {
      {"http://example.com", "https://example.com", "proxy_ssl_header"},
      {"http://127.0.0.1:8000", "https://example.com", "use_x_forwarded_host"},
      {"https://example.com", "https://shop.example.com", "trusted_origins"},
      {"https://example.com", "http://example.com", "trusted_origins"},
      {"https://example.com", "null", "cannot be trusted"},
      {"https://example.com", "", "cannot be trusted"},
  };
  for (const Case& one : cases) {
    EXPECT_NE(origin_mend(one.own, one.origin).find(one.setting), std::string_view::npos)
        << one.own << " " << one.origin;
  }
}

/// What is logged while `act` runs.
template <class Act>
std::string logged(Act act) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  {
    const SystemClock clock;
    Log::Options options;
    options.descriptor = ends[1];
    Log log(options, clock);
    use_log(&log);
    act();
    use_log(nullptr);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t size = read(ends[0], part.data(), part.size()); size > 0;
       size = read(ends[0], part.data(), part.size())) {
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  close(ends[0]);
  return text;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(CsrfReports, SayItOnceAMinute) {
  CsrfRequest request;
  request.host = "example.com";
  request.origin = "https://example.com\r\nforged line";
  constexpr std::string_view kReason = "Origin checking failed - x does not match any trusted origins.";
  const Instant now{Seconds(1'700'000'000)};
  CsrfReports reports;
  const std::string first = logged([&] {
    reports.refused(request, kReason, now);
    reports.refused(request, kReason, now + Seconds(59));
  });
  EXPECT_EQ(lines(first), 1U) << first;
  EXPECT_NE(first.find("http://example.com"), std::string::npos) << first;
  const std::string second = logged([&] { reports.refused(request, kReason, now + Seconds(60)); });
  EXPECT_EQ(lines(second), 1U);
  EXPECT_NE(second.find("more=1"), std::string::npos) << second;
}

TEST(CsrfReports, OtherReasonsAreNotTheOperators) {
  CsrfRequest request;
  request.host = "example.com";
  CsrfReports reports;
  EXPECT_EQ(logged([&] { reports.refused(request, "CSRF token missing.", Instant()); }), "");
  request.origin = "https://example.com";
  EXPECT_EQ(logged([&] { reports.refused(request, "CSRF token missing.", Instant()); }), "");
}

}  // namespace
}  // namespace narvi::accounts
