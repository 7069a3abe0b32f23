#include "rest/schemes/token_header.h"

#include <gtest/gtest.h>

namespace narvi::rest::schemes {
namespace {

constexpr std::string_view kKey = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b";

std::string given(std::string_view header, std::string_view keyword = "Token") {
  const TokenParse parsed = parse_token(header, keyword);
  if (const auto* token = std::get_if<GivenToken>(&parsed)) {
    return token->token;
  }
  const auto* bad = std::get_if<BadToken>(&parsed);
  return bad == nullptr ? "(not mine)" : std::string(bad->text);
}

TEST(TokenHeader, TheKeyBehindTheWord) {
  const std::string key(kKey);
  for (const std::string& header : {"Token " + key, "token " + key, "TOKEN  \t " + key,
                                    "  Token " + key + "  ", "Token\v" + key, "Token\f" + key + "\r\n"}) {
    EXPECT_EQ(given(header), key) << header;
  }
}

TEST(TokenHeader, OtherSchemesAreNotOurs) {
  for (const std::string_view header : {"", " ", "Bearer abc", "Basic YTpi", "Tokens abc", "Token:abc",
                                        "Token\xC2\xA0"
                                        "abc",
                                        "Tok\xC3\xA9n abc"}) {
    EXPECT_EQ(given(header), "(not mine)") << header;
  }
  EXPECT_EQ(given("Token abc", "Bearer"), "(not mine)");
  EXPECT_EQ(given("bearer abc", "Bearer"), "abc");
}

TEST(TokenHeader, EachFaultHasItsText) {
  EXPECT_EQ(given("Token"), "Invalid token header. No credentials provided.");
  EXPECT_EQ(given("Token  "), "Invalid token header. No credentials provided.");
  EXPECT_EQ(given("Token a b"), "Invalid token header. Token string should not contain spaces.");
  EXPECT_EQ(given("Token a b c d"), "Invalid token header. Token string should not contain spaces.");
  EXPECT_EQ(given("Token a, Token b"), "Invalid token header. Token string should not contain spaces.");
  for (const std::string_view bytes : {"Token \xFF", "Token a\xC3", "Token \xED\xA0\x80", "Token \xC0\x80"}) {
    EXPECT_EQ(given(bytes), "Invalid token header. Token string should not contain invalid characters.");
    const TokenParse other = parse_token(bytes, "Token", kInvalidToken);
    ASSERT_TRUE(std::holds_alternative<BadToken>(other));
    EXPECT_EQ(std::get<BadToken>(other).text, "Invalid token.");
  }
}

TEST(TokenHeader, WhatMayStandInAKeyIsTakenAsItIs) {
  EXPECT_EQ(given("Token a,"), "a,");
  EXPECT_EQ(given("Token \xC3\xA9\xC2\xA0"), "\xC3\xA9\xC2\xA0");
  EXPECT_EQ(given(std::string("Token a\0b", 9)), std::string("a\0b", 3));
  EXPECT_EQ(given("Token " + std::string(5000, 'x')), std::string(5000, 'x'));
}

}  // namespace
}  // namespace narvi::rest::schemes
