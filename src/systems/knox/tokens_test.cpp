#include "systems/knox/tokens.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "http/python_json.h"
#include "systems/knox/table_layout.h"

namespace narvi::systems::knox {
namespace {

using http::json::Value;

crypto::NamedHash hash(std::string_view name = "sha512") {
  return crypto::NamedHash::find(name).value();
}

std::string text(const Value& row, std::string_view key) {
  const Value* value = row.object()->find(key);
  return value == nullptr ? std::string("(none)") : *value->text();
}

Value vectors() {
  std::ifstream stream(std::string(NARVI_SOURCE_DIR) + "/tests/contracts/vectors/knox_tokens.json");
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  return http::json::read(bytes).value();
}

TEST(KnoxTokens, DigestsOfAllGenerations) {
  const Value file = vectors();
  ASSERT_EQ(file.array()->size(), 45U);
  for (const Value& row : *file.array()) {
    const std::string generation = text(row, "generation");
    const std::string token = text(row, "token");
    const crypto::NamedHash by = hash(text(row, "algorithm"));
    SCOPED_TRACE(generation + " " + token);
    std::optional<std::string> digest;
    if (generation == "unsalted text (5.x)") {
      digest = digest_of(by, token);
      EXPECT_EQ(token_key(token), text(row, "token_key"));
    } else {
      digest = generation == "unsalted hex (4.2.x)" ? hex_digest_of(by, token)
                                                    : salted_digest_of(by, token, text(row, "salt"));
      EXPECT_EQ(token_key(token, kLegacyKeyLength), text(row, "token_key"));
    }
    EXPECT_EQ(digest.has_value(), row.object()->find("error") == nullptr);
    EXPECT_EQ(digest.value_or("(none)"), text(row, "digest"));
  }
}

TEST(KnoxTokens, AKeyCountsCharacters) {
  EXPECT_EQ(token_key("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xC3\xA9");
  EXPECT_EQ(token_key("abc", 15), "abc");
  EXPECT_EQ(token_key(std::string(40, 'x')), std::string(15, 'x'));
}

TEST(KnoxTokens, WhatNoRowIsFoundBy) {
  EXPECT_TRUE(may_be_token("abc"));
  EXPECT_TRUE(may_be_token("\xC3\xA9"));
  EXPECT_FALSE(may_be_token("\xE9"));
  EXPECT_FALSE(may_be_token(std::string_view("a\0b", 3)));
  EXPECT_FALSE(salted_digest_of(hash(), "00", "0"));
  EXPECT_FALSE(salted_digest_of(hash(), "00", "zz"));
  EXPECT_FALSE(hex_digest_of(hash(), "\xC3\xA9"));
}

Instant at(std::string_view clock) {
  return Instant(std::chrono::hours((clock[0] - '0') * 10 + clock[1] - '0') +
                 std::chrono::minutes((clock[3] - '0') * 10 + clock[4] - '0'));
}

TEST(KnoxTokens, RenewedExpiry) {
  constexpr Seconds kTenHours{36000};
  constexpr Microseconds kOdd{5'678'901};
  const Renewal plain{true, kTenHours, {}, Seconds(60)};
  const Renewal capped{true, kTenHours, Seconds(43200), Seconds(60)};
  const Instant midnight = at("00:00");
  // The table of knox §3.1.
  EXPECT_EQ(renewed_expiry(plain, midnight, at("10:00"), at("03:04") + kOdd), at("13:04") + kOdd);
  EXPECT_EQ(renewed_expiry(plain, midnight, at("13:03") + kOdd, at("03:04") + kOdd), std::nullopt);
  EXPECT_EQ(renewed_expiry(plain, midnight, at("13:03") + kOdd - Microseconds(1), at("03:04") + kOdd),
            at("13:04") + kOdd);
  EXPECT_EQ(renewed_expiry(capped, midnight, at("10:00"), at("05:00")), at("12:00"));
  EXPECT_EQ(renewed_expiry(capped, midnight, at("10:00"), at("01:00")), at("11:00"));
  EXPECT_EQ(renewed_expiry(capped, midnight, at("20:00"), at("05:00")), std::nullopt);
  // Eternal tokens, no lifetime to give, and off.
  EXPECT_EQ(renewed_expiry(plain, midnight, std::nullopt, at("05:00")), std::nullopt);
  EXPECT_EQ(renewed_expiry({true, {}, {}, Seconds(60)}, midnight, at("10:00"), at("05:00")), std::nullopt);
  EXPECT_EQ(renewed_expiry({false, kTenHours, {}, Seconds(0)}, midnight, at("10:00"), at("05:00")),
            std::nullopt);
}

TEST(KnoxTokens, LifetimesStayWithinTheYearsOfADatabase) {
  const Instant now = at("12:00");
  EXPECT_EQ(first_expiry(std::nullopt, now), std::nullopt);
  EXPECT_EQ(first_expiry(Seconds(-1), now), now - Seconds(1));
  EXPECT_GT(first_expiry(Seconds(INT64_MAX), now), now);
  EXPECT_LT(first_expiry(Seconds(INT64_MIN), now), now);
}

TEST(KnoxTokens, ExpiredIsStrictlyBefore) {
  const Instant now = at("12:00");
  EXPECT_FALSE(is_expired(std::nullopt, now));
  EXPECT_FALSE(is_expired(now, now));
  EXPECT_TRUE(is_expired(now - Microseconds(1), now));
}

TEST(KnoxTokens, NewOnesHavePrefixAndRandomDigits) {
  SystemRandom random;
  const TokenShape shape{hash(), "TEST_", 16};
  const std::string token = new_token(shape, random).reveal();
  EXPECT_EQ(token.size(), 37U);
  EXPECT_TRUE(token.starts_with("TEST_"));
  EXPECT_NE(token, new_token(shape, random).reveal());
}

TEST(KnoxLayout, ReadsDeclaredLengths) {
  EXPECT_EQ(declared_length("varchar(8)"), 8U);
  EXPECT_EQ(declared_length("character varying(25)"), 25U);
  for (const std::string_view type :
       {"", "text", "varchar(", "varchar()", "varchar(x)", "varchar(8", "varchar(99999999999999999999999)"}) {
    EXPECT_EQ(declared_length(type), std::nullopt) << type;
  }
}

}  // namespace
}  // namespace narvi::systems::knox
