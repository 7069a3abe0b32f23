#include "accounts/reset_token.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "accounts/vector_file.h"
#include "database/time_text.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::Members;
using namespace std::chrono_literals;

Instant instant(std::string text) {
  std::ranges::replace(text, 'T', ' ');
  return database::parse_instant(text).value();
}

User user_of(const Members& inputs) {
  User user;
  user.key = UserKey(inputs.integer("pk"));
  user.password = SecretText(inputs.text("password_field"));
  user.email = inputs.text("email");
  if (!inputs.at("last_login_utc").is_null()) {
    user.last_login = instant(inputs.text("last_login_utc"));
  }
  return user;
}

SigningKeys keys_of(const Case& test) {
  std::vector<SecretText> fallbacks;
  if (test.inputs.has("secret_key_fallbacks")) {
    for (const http::json::Value& key : *test.inputs.at("secret_key_fallbacks").array()) {
      fallbacks.emplace_back(*key.text());
    }
  }
  return signing_keys(test.version, SecretText(test.inputs.text("secret_key")), std::move(fallbacks));
}

TEST(ResetTokens, AreMadeAsRecorded) {
  const std::size_t cases = vectors::replay("password_reset_token", [](const Case& test) {
    const SigningKeys keys = keys_of(test);
    const User user = user_of(test.inputs);
    const Instant now = instant(test.inputs.text("now_local"));
    EXPECT_EQ(ResetTokens(test.version, keys).make(user, now), test.expected.text("token"));
    EXPECT_EQ(encode_uid(user.key), test.expected.text("uidb64"));
    std::string seen;
    ResetTokenOptions options;
    options.hash_input = [&seen](std::string standard, const User&, std::string_view) {
      return seen = std::move(standard);
    };
    EXPECT_EQ(ResetTokens(test.version, keys, options).make(user, now), test.expected.text("token"));
    EXPECT_EQ(seen, test.expected.text("hash_input"));
  });
  EXPECT_EQ(cases, 6U);
}

TEST(ResetTokens, AreCheckedAsRecorded) {
  const std::size_t cases = vectors::replay("password_reset_check", [](const Case& test) {
    const SigningKeys keys = keys_of(test);
    const ResetTokens tokens(test.version, keys);
    EXPECT_EQ(tokens.check(user_of(test.inputs), test.inputs.text("token"),
                           instant(test.inputs.text("now_local")), Seconds(test.inputs.integer("timeout"))),
              test.expected.boolean("valid"));
  });
  EXPECT_EQ(cases, 21U);
}

TEST(ResetTokens, UidsAsRecorded) {
  const std::size_t made = vectors::replay("uidb64", [](const Case& test) {
    const std::string& text = test.inputs.text("text");
    const auto type = text.find('-') == std::string::npos ? UserKeyType::kInteger : UserKeyType::kUuid;
    if (const auto key = parse_user_key(text, type)) {
      EXPECT_EQ(encode_uid(*key), test.expected.text("uidb64"));
      EXPECT_EQ(user_key_of_uid(test.expected.text("uidb64"), type), key);
    }
    EXPECT_EQ(decode_uid(test.expected.text("uidb64")), text);
  });
  EXPECT_EQ(made, 5U);
  const std::size_t read = vectors::replay("uidb64_decode", [](const Case& test) {
    const std::optional<std::string> bytes = decode_uid(test.inputs.text("uidb64"));
    ASSERT_EQ(bytes.has_value(), test.expected.has("hex"));
    if (bytes) {
      std::string hex;
      for (const char byte : *bytes) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        hex += kDigits[static_cast<unsigned char>(byte) >> 4U];
        hex += kDigits[static_cast<unsigned char>(byte) & 15U];
      }
      EXPECT_EQ(hex, test.expected.text("hex"));
    }
  });
  EXPECT_EQ(read, 9U);
}

TEST(ResetTokens, UidsOfNobody) {
  for (const std::string_view uid :
       {"", "!!", "M", "LTE", "w6k", "_w", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ", "YQ"}) {
    EXPECT_EQ(user_key_of_uid(uid, UserKeyType::kInteger), std::nullopt) << uid;
    EXPECT_EQ(user_key_of_uid(uid, UserKeyType::kUuid), std::nullopt) << uid;
  }
}

class ResetToken : public testing::Test {
 protected:
  ResetTokens tokens(ResetTokenOptions options = {}, DjangoVersion version = DjangoVersion::k5_2) const {
    return ResetTokens(behaviour(version), keys_, std::move(options));
  }

  const Instant now_ = instant("2023-11-14 22:13:20");
  const SigningKeys keys_{SecretText("current"), {}, false};
  const User user_ = [] {
    User user;
    user.key = UserKey(1);
    user.password = SecretText("pbkdf2_sha256$1$x$y");
    user.last_login = instant("2023-06-30 23:30:00.5");
    return user;
  }();
};

TEST_F(ResetToken, OfAnotherGeneratorIsRefused) {
  const std::string token = tokens().make(user_, now_);
  EXPECT_TRUE(tokens().check(user_, token, now_));
  ResetTokenOptions other_salt;
  other_salt.key_salt = "other";
  EXPECT_FALSE(tokens(other_salt).check(user_, token, now_));
  ResetTokenOptions other_secret;
  other_secret.secret = SecretText("other");
  EXPECT_FALSE(tokens(other_secret).check(user_, token, now_));
  other_secret.secret_fallbacks = {SecretText("current")};
  EXPECT_TRUE(tokens(other_secret).check(user_, token, now_));
  EXPECT_FALSE(tokens(other_secret, DjangoVersion::k3_2).check(user_, token, now_));
}

TEST_F(ResetToken, MixesInWhatTheCallerGives) {
  const std::string token = tokens().make(user_, now_, "a@b.co|c@d.co");
  EXPECT_TRUE(tokens().check(user_, token, now_, "a@b.co|c@d.co"));
  EXPECT_FALSE(tokens().check(user_, token, now_, "a@b.co"));
  EXPECT_FALSE(tokens().check(user_, token, now_));
}

TEST_F(ResetToken, CountsTheSecondsOfItsZone) {
  ResetTokenOptions chicago;
  chicago.zone = TimeZone::find("America/Chicago").value();
  // 16:13:20 in Chicago: for a server in UTC the token is six hours old.
  const std::string token = tokens(chicago).make(user_, now_);
  EXPECT_EQ(token, tokens().make(user_, now_ - 6h));
  EXPECT_TRUE(tokens(chicago).check(user_, token, now_, 0s));
  EXPECT_FALSE(tokens().check(user_, token, now_, 6h - 1s));
  EXPECT_TRUE(tokens().check(user_, token, now_, 6h));
}

TEST_F(ResetToken, TakesTheLoginInLocalTimeWithoutUseTz) {
  ResetTokenOptions local;
  local.zone = TimeZone::find("Europe/Berlin").value();
  local.use_tz = false;
  std::string seen;
  local.hash_input = [&seen](std::string standard, const User&, std::string_view) {
    return seen = std::move(standard);
  };
  (void)tokens(local).make(user_, now_);
  EXPECT_EQ(seen, "1pbkdf2_sha256$1$x$y2023-07-01 01:30:00721696400");
}

TEST_F(ResetToken, OldFormsAreReadByTheirVersionOnly) {
  ResetTokenOptions sha1;
  sha1.algorithm = crypto::HashAlgorithm::kSha1;
  const std::string token = tokens(sha1).make(user_, now_);
  EXPECT_EQ(token.size(), 6 + 1 + 20U);
  EXPECT_TRUE(tokens({}, DjangoVersion::k3_2).check(user_, token, now_));
  EXPECT_FALSE(tokens({}, DjangoVersion::k4_2).check(user_, token, now_));
}

}  // namespace
}  // namespace narvi::accounts
