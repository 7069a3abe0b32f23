#include "accounts/csrf_token.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::replay;

TEST(CsrfTokenVectors, MaskAndUnmask) {
  EXPECT_EQ(replay("csrf_mask",
                   [](const Case& c) {
                     EXPECT_EQ(mask_csrf_secret(c.inputs.text("secret"), c.inputs.text("mask")),
                               c.expected.text("token"));
                   }),
            4U);
  EXPECT_EQ(replay("csrf_unmask",
                   [](const Case& c) {
                     EXPECT_EQ(csrf_secret_of(c.inputs.text("token")), c.expected.text("secret"));
                   }),
            4U);
}

TEST(CsrfToken, FreshTokensDifferAndMatch) {
  SystemRandom random;
  const std::string secret = new_csrf_secret(random);
  const std::string first = new_csrf_token(secret, random);
  const std::string second = new_csrf_token(secret, random);
  EXPECT_EQ(csrf_format(first), CsrfFormat::kGood);
  EXPECT_NE(first, second);
  EXPECT_TRUE(csrf_tokens_match(first, second));
  EXPECT_TRUE(csrf_tokens_match(first, secret));
  EXPECT_TRUE(csrf_tokens_match(secret, secret));
  EXPECT_FALSE(csrf_tokens_match(first, new_csrf_token(new_csrf_secret(random), random)));
}

TEST(CsrfToken, Format) {
  EXPECT_EQ(csrf_format(""), CsrfFormat::kBadLength);
  EXPECT_EQ(csrf_format(std::string(31, 'a')), CsrfFormat::kBadLength);
  EXPECT_EQ(csrf_format(std::string(63, '!')), CsrfFormat::kBadLength);
  EXPECT_EQ(csrf_format(std::string(100'000, 'a')), CsrfFormat::kBadLength);
  EXPECT_EQ(csrf_format(std::string(32, '!')), CsrfFormat::kBadCharacters);
  EXPECT_EQ(csrf_format(std::string(63, 'a') + '\0'), CsrfFormat::kBadCharacters);
  EXPECT_EQ(csrf_format(std::string(64, '9')), CsrfFormat::kGood);
  EXPECT_FALSE(csrf_tokens_match(std::string(32, '!'), std::string(32, '!')));
}

}  // namespace
}  // namespace narvi::accounts
