#include "systems/authtoken/tokens.h"

#include <gtest/gtest.h>

#include <set>

#include "accounts/signing.h"
#include "base/utf8.h"
#include "rest/schemes/token_header.h"

namespace narvi::systems::authtoken {
namespace {

constexpr std::string_view kToken = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b";

Instant at(std::int64_t microseconds) {
  return Instant(Microseconds(microseconds));
}

TEST(Tokens, RandomOnesAreFortyHexadecimalDigits) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const std::string token = random_token(random).reveal();
    EXPECT_EQ(token.size(), 40U);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos) << token;
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(Tokens, TheDigestFillsTheColumn) {
  // printf 9944... | sha256sum, in base64url, cut at 33 characters.
  const std::string stored = digest_of(kToken);
  EXPECT_EQ(stored.size(), 40U);
  EXPECT_EQ(stored, "sha256 XMHpETu6pwQMTg--gOpqp0PjSt04DFlqv");
  EXPECT_TRUE(is_digest(stored));
  EXPECT_NE(digest_of(stored), stored);
}

TEST(Tokens, NoDigestCanBePresented) {
  for (const std::string_view token : {kToken, std::string_view(""), std::string_view("x")}) {
    const std::string stored = digest_of(token);
    EXPECT_FALSE(may_be_token(stored));
    // The header's own grammar refuses it, which holds for Django's, too.
    EXPECT_TRUE(std::holds_alternative<rest::schemes::BadToken>(
        rest::schemes::parse_token("Token " + stored, "Token")));
  }
}

TEST(Tokens, TokensAreNotTakenForDigests) {
  for (const std::string_view token :
       {kToken, std::string_view("sha256"), std::string_view("sha256-abc"), std::string_view("sha256 short"),
        std::string_view("SHA256 DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD")}) {
    EXPECT_FALSE(is_digest(token)) << token;
  }
}

TEST(Tokens, WhatTheDatabaseIsNeverAsked) {
  EXPECT_TRUE(may_be_token(kToken));
  EXPECT_TRUE(may_be_token("x"));
  EXPECT_TRUE(may_be_token(std::string(40, 'x')));
  std::string wide;
  for (int i = 0; i < 40; ++i) {
    append_code_point(wide, U'\U0001F511');
  }
  EXPECT_TRUE(may_be_token(wide));  // 40 characters of four bytes fit varchar(40)
  EXPECT_FALSE(may_be_token(wide + "x"));
  EXPECT_FALSE(may_be_token(""));
  EXPECT_FALSE(may_be_token(std::string(41, 'x')));
  EXPECT_FALSE(may_be_token(std::string(1'000'000, 'x')));
  EXPECT_FALSE(may_be_token(std::string("a\0b", 3)));
  EXPECT_FALSE(may_be_token("a b"));
  EXPECT_FALSE(may_be_token("a\xFF"));
  EXPECT_FALSE(may_be_token("\xED\xA0\x80"));
}

TEST(Tokens, DerivedOnesDependOnKeyUserAndTime) {
  const SecretText secret("a secret key");
  const accounts::UserKey user(7);
  const std::string token = derive_token(secret, user, at(1'700'000'000'000'000)).reveal();
  EXPECT_EQ(token.size(), 40U);
  EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(token, derive_token(secret, user, at(1'700'000'000'000'000)).reveal());
  EXPECT_NE(token, derive_token(SecretText("another"), user, at(1'700'000'000'000'000)).reveal());
  EXPECT_NE(token, derive_token(secret, accounts::UserKey(8), at(1'700'000'000'000'000)).reveal());
  EXPECT_NE(token, derive_token(secret, user, at(1'700'000'000'000'001)).reveal());
  // No user's digits run into the time: 1 | 23 is not 12 | 3.
  EXPECT_NE(derive_token(secret, accounts::UserKey(1), at(23)).reveal(),
            derive_token(secret, accounts::UserKey(12), at(3)).reveal());
}

TEST(Tokens, TheDerivationIsFixed) {
  // HMAC-SHA256 with the key SHA256(salt || secret key), as Django's salted_hmac: changing a byte of it would
  // replace every stored token at its user's next request for one.
  EXPECT_EQ(
      derive_token(SecretText("a secret key"), accounts::UserKey(7), at(1'700'000'000'000'000)).reveal(),
      "a5a8a1c4d1cf069267864f1fbc66e5252ac88ab5");
}

}  // namespace
}  // namespace narvi::systems::authtoken
