#include "accounts/username.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::replay;

TEST(UsernameVectors, Normalize) {
  EXPECT_EQ(replay("username_normalize",
                   [](const Case& c) {
                     EXPECT_EQ(normalize_username(c.inputs.text("username")), c.expected.text("normalized"));
                   }),
            8U);
}

TEST(UsernameVectors, Validate) {
  EXPECT_EQ(replay("username_validate",
                   [](const Case& c) {
                     const auto characters = c.inputs.text("validator") == "ascii"
                                                 ? UsernameCharacters::kAscii
                                                 : UsernameCharacters::kUnicode;
                     const auto refusal = refuse_username(c.inputs.text("username"), characters, c.version);
                     EXPECT_EQ(!refusal, c.expected.boolean("valid"));
                     EXPECT_EQ(refusal ? std::optional<std::string>(*refusal) : std::nullopt,
                               c.expected.optional_text("message"));
                   }),
            43U);
}

TEST(EmailVectors, Normalize) {
  EXPECT_EQ(replay("email_normalize",
                   [](const Case& c) {
                     EXPECT_EQ(normalize_email(c.inputs.text("email")), c.expected.text("normalized"));
                   }),
            8U);
}

TEST(Username, WhatIsNotUtf8IsNoName) {
  for (const std::string_view text : {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80"}) {
    EXPECT_EQ(normalize_username(text), std::nullopt);
    EXPECT_TRUE(
        refuse_username(text, UsernameCharacters::kUnicode, behaviour(DjangoVersion::k5_2)).has_value());
  }
  EXPECT_EQ(normalize_username(""), "");
  EXPECT_EQ(normalize_username(std::string_view("a\0b", 3)), std::string_view("a\0b", 3));
}

TEST(Email, UnusualTexts) {
  EXPECT_EQ(normalize_email("\xC2\xA0x@Y \xE3\x80\x80"), "x@y");
  EXPECT_EQ(normalize_email(" noat "), " noat ");
  EXPECT_EQ(normalize_email("a@\xC4\xB0.com"), "a@i\xCC\x87.com");
  EXPECT_EQ(normalize_email("A@\xff"), "A@\xff");
}

}  // namespace
}  // namespace narvi::accounts
