#include "accounts/session_data.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using Outcome = DecodedSession::Outcome;
using vectors::Case;
using vectors::replay;

SigningKeys keys_of(const Case& c) {
  std::vector<SecretText> fallbacks;
  if (c.inputs.has("secret_key_fallbacks")) {
    for (const http::json::Value& key : *c.inputs.at("secret_key_fallbacks").array()) {
      fallbacks.emplace_back(*key.text());
    }
  }
  return signing_keys(c.version, SecretText(c.inputs.text("secret_key")), std::move(fallbacks));
}

std::string compact(const http::json::Object& object) {
  return http::json::write(http::json::Value(object), http::json::Style::kCompactAscii);
}

TEST(SessionVectors, Encode) {
  EXPECT_EQ(replay("session_encode",
                   [](const Case& c) {
                     const http::json::Object& data = *c.inputs.at("data").object();
                     EXPECT_EQ(compact(data), c.expected.text("json"));
                     EXPECT_EQ(encode_session(data, keys_of(c), Instant(Seconds(c.inputs.integer("now")))),
                               c.expected.text("session_data"));
                   }),
            8U);
}

TEST(SessionVectors, Decode) {
  EXPECT_EQ(replay("session_decode",
                   [](const Case& c) {
                     const DecodedSession decoded = decode_session(c.inputs.text("session_data"), keys_of(c));
                     // Compared as text: the order of keys must survive too.
                     EXPECT_EQ(compact(decoded.data), compact(*c.expected.at("data").object()));
                   }),
            25U);
}

TEST(SessionVectors, SignedCookieEngine) {
  EXPECT_EQ(replay("session_signed_cookie",
                   [](const Case& c) {
                     EXPECT_EQ(c.inputs.text("salt"), kSignedCookiesSalt);
                     EXPECT_EQ(encode_session(*c.inputs.at("data").object(), keys_of(c),
                                              Instant(Seconds(c.inputs.integer("now"))), kSignedCookiesSalt),
                               c.expected.text("cookie_value"));
                   }),
            2U);
}

TEST(SessionVectors, AuthHash) {
  EXPECT_EQ(replay("session_auth_hash",
                   [](const Case& c) {
                     const SigningKeys keys = keys_of(c);
                     const SecretText column(c.inputs.text("password_field"));
                     const bool legacy = c.inputs.text("algorithm") == "sha1";
                     EXPECT_EQ(session_auth_hash(column, keys.key) == c.expected.text("hash"), !legacy);
                     EXPECT_EQ(match_session_auth_hash(c.expected.text("hash"), column, keys),
                               legacy ? SessionHashMatch::kLegacy : SessionHashMatch::kCurrent);
                   }),
            6U);
}

TEST(SessionAuthHash, FallbacksAndStrangers) {
  const SecretText column("pbkdf2_sha256$1$a$b");
  const std::string old_hash = session_auth_hash(column, SecretText("old"));
  const SigningKeys keys =
      signing_keys(behaviour(DjangoVersion::k5_2), SecretText("new"), {SecretText("old")});
  EXPECT_EQ(match_session_auth_hash(old_hash, column, keys), SessionHashMatch::kFallback);
  EXPECT_EQ(match_session_auth_hash(old_hash, SecretText("other"), keys), SessionHashMatch::kNone);
  EXPECT_EQ(match_session_auth_hash("", column, keys), SessionHashMatch::kNone);
  const SigningKeys without =
      signing_keys(behaviour(DjangoVersion::k3_2), SecretText("new"), {SecretText("old")});
  EXPECT_EQ(match_session_auth_hash(old_hash, column, without), SessionHashMatch::kNone);
}

TEST(DecodeSession, TellsWrongSignaturesFromStrangeData) {
  const SigningKeys keys{SecretText("key"), {}, false};
  const Instant now;
  EXPECT_EQ(decode_session("e30:1r31eq:xyz", keys).outcome, Outcome::kCorrupted);
  EXPECT_EQ(decode_session("", keys).outcome, Outcome::kCorrupted);
  EXPECT_EQ(
      decode_session(dumps(http::json::Array{1}, keys, kSessionSalt, Compression::kNever, now), keys).outcome,
      Outcome::kUnreadable);
  EXPECT_EQ(decode_session(Signer(keys, kSessionSalt).sign("no timestamp"), keys).outcome,
            Outcome::kUnreadable);
  EXPECT_EQ(decode_session(encode_session({}, keys, now), keys).outcome, Outcome::kRead);
}

TEST(DecodeSession, KeepsWhatPythonKeeps) {
  const SigningKeys keys{SecretText("key"), {}, false};
  const std::string json =
      R"({"z":123456789012345678901234567890,"a":NaN,"m":"\ud800","b":-Infinity,"f":1e+22,"k":{"y":[],"x":null}})";
  const auto value = http::json::read(json, http::json::Constants::kAllowed);
  ASSERT_TRUE(value.has_value()) << value.error().text;
  const std::string encoded = encode_session(*value->object(), keys, Instant());
  const DecodedSession decoded = decode_session(encoded, keys);
  ASSERT_EQ(decoded.outcome, Outcome::kRead);
  EXPECT_EQ(compact(decoded.data), json);
}

}  // namespace
}  // namespace narvi::accounts
