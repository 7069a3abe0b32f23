// The tables of durin_formats.json (contract durin §6).

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include "base/utf8.h"
#include "database/time_text.h"
#include "http/python_json.h"
#include "rest/datetime_format.h"
#include "systems/durin/client_rate.h"
#include "systems/durin/duration_text.h"
#include "systems/durin/human_text.h"
#include "systems/durin/tokens.h"

namespace narvi::systems::durin {
namespace {

using http::json::Array;
using http::json::Value;

const Array& table(std::string_view name) {
  static const Value file = [] {
    std::ifstream stream(NARVI_SOURCE_DIR "/tests/contracts/vectors/durin_formats.json", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    return http::json::read(text, http::json::Constants::kAllowed).value();
  }();
  return *file.object()->find(name)->array();
}

const Value* find(const Value& row, std::string_view key) {
  return row.object()->find(key);
}
const std::string& text(const Value& row, std::string_view key) {
  return *find(row, key)->text();
}
std::int64_t integer(const Value& row, std::string_view key) {
  return *find(row, key)->integer();
}

TEST(DurinFormats, DurationText) {
  for (const Value& row : table("duration_text")) {
    SCOPED_TRACE(text(row, "text"));
    const Result<Microseconds> length = parse_duration(text(row, "text"));
    if (find(row, "error") != nullptr) {
      ASSERT_FALSE(length.has_value());
      EXPECT_EQ(length.error().message, text(row, "error"));
    } else {
      ASSERT_TRUE(length.has_value()) << length.error().message;
      EXPECT_EQ(length->count(), integer(row, "microseconds"));
    }
  }
}

TEST(DurinFormats, DurationsBeyondTheTable) {
  // Each as django.utils.dateparse reads it.
  const std::vector<std::pair<std::string_view, std::int64_t>> good = {
      {"3 days 04:05:06", 273'906'000'000},
      {"+01:02:03", 3'723'000'000},
      {"-01:02:03.5", -3'723'500'000},
      {"1,5", 1'500'000},
      {"P1.5D", 129'600'000'000},
      {"PT1H2M3S", 3'723'000'000},
      {"P", 0},
      {"PT", 0},
      {"+P1DT1,5S", 86'401'500'000},
      {"1 1", 86'401'000'000},
      {"-1 day", -86'400'000'000},
      {"0.1234567", 123'456},
      {"1 days ", 86'400'000'000},
      {"106751991 00:00:00", 9'223'372'022'400'000'000}};
  for (const auto& [given, micros] : good) {
    const Result<Microseconds> length = parse_duration(given);
    ASSERT_TRUE(length.has_value()) << given;
    EXPECT_EQ(length->count(), micros) << given;
  }
  for (const std::string_view given :
       {"PT1M1H", "P1H", "T1H", "1.", "1:", ":1", "1 2 3", "--1", "PT.5S", "P1D1D", "1 day 1:02:03:04",
        "999999999 00:00:00", "106751992 00:00:00", "1111111111111111", "1.1234567890123", "1 day,", "٣"}) {
    EXPECT_FALSE(parse_duration(given).has_value()) << given;
  }
  EXPECT_FALSE(parse_duration(std::string(1000, '1')).has_value());
}

TEST(DurinFormats, DurationOutput) {
  for (const Value& row : table("duration_output")) {
    EXPECT_EQ(duration_text(Microseconds(integer(row, "microseconds"))), text(row, "text"));
  }
}

TEST(DurinFormats, StoredRates) {
  for (const Value& row : table("throttle_rate_admin_validation")) {
    const Value* error = find(row, "error");
    EXPECT_EQ(client_rate_fault(text(row, "rate")), error == nullptr ? "" : *error->text())
        << text(row, "rate");
  }
}

TEST(DurinFormats, RatesThatCount) {
  for (const Value& row : table("throttle_rate_runtime")) {
    SCOPED_TRACE(text(row, "rate"));
    const std::optional<rest::Rate> rate = parse_client_rate(text(row, "rate"));
    ASSERT_EQ(rate.has_value(), find(row, "error") == nullptr);
    if (rate) {
      EXPECT_EQ(rate->limit, integer(row, "requests"));
      EXPECT_EQ(rate->period, Seconds(integer(row, "seconds")));
    }
  }
  EXPECT_EQ(parse_client_rate("99999999999999999999/d")->limit, 1'000'000'000);
}

/// Gives the bytes of one text in order.
class Script final : public Random {
 public:
  explicit Script(std::string hex) : hex_(std::move(hex)) {}
  void fill(std::span<std::byte> out) override {
    for (std::byte& byte : out) {
      byte = static_cast<std::byte>(std::stoi(hex_.substr(at_, 2), nullptr, 16));
      at_ += 2;
    }
  }

 private:
  std::string hex_;
  std::size_t at_ = 0;
};

TEST(DurinFormats, Tokens) {
  for (const Value& row : table("token_from_random")) {
    Script random(text(row, "random_hex"));
    const auto length = static_cast<std::size_t>(integer(row, "TOKEN_CHARACTER_LENGTH"));
    EXPECT_EQ(random_token(random, length).reveal(), text(row, "token"));
  }
}

TEST(DurinFormats, ExpiresIn) {
  for (const Value& row : table("expires_in_human")) {
    const Value& given = *find(row, "seconds");
    const double seconds = given.real() != nullptr ? *given.real() : static_cast<double>(*given.integer());
    const Microseconds span(std::llround(seconds * 1e6));
    EXPECT_EQ(human_text(span, HumanRule::kClassic), text(row, "classic")) << seconds;
    EXPECT_EQ(human_text(span, HumanRule::kRounding), text(row, "rounded")) << seconds;
  }
}

TEST(DurinFormats, ExpiryText) {
  for (const Value& row : table("expiry_text")) {
    if (find(row, "error") != nullptr) {
      continue;  // beyond the year 9999 in that zone: expiry_of() never comes so far
    }
    Settings settings;
    settings.put("compat", "time_zone", {text(row, "zone"), "test"});
    settings.put("compat", "use_tz", {true, "test"});
    const Value* format = find(row, "format");
    const auto made = rest::DateTimeFormat::make(
        format->is_null() ? std::nullopt : std::optional(*format->text()), settings);
    std::string utc = text(row, "utc");
    utc.pop_back();
    utc[10] = ' ';
    EXPECT_EQ(made->text(database::parse_instant(utc).value()), text(row, "text")) << utc;
  }
}

TEST(Tokens, WhatNoRowCanHoldIsNobodys) {
  EXPECT_TRUE(may_be_token("00ff"));
  EXPECT_TRUE(may_be_token("\xC3\xA9"));
  for (const std::string& wrong :
       {std::string(), std::string("\xE9"), std::string("a\0b", 3), std::string(2000, 'a')}) {
    EXPECT_FALSE(may_be_token(wrong));
  }
}

}  // namespace
}  // namespace narvi::systems::durin
