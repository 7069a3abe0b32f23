#include "accounts/signing.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"
#include "base/radix.h"

namespace narvi::accounts {
namespace {

using crypto::HashAlgorithm;
using vectors::Case;
using vectors::Members;
using vectors::replay;

HashAlgorithm algorithm_named(std::string_view name) {
  return name == "sha1"     ? HashAlgorithm::kSha1
         : name == "sha512" ? HashAlgorithm::kSha512
                            : HashAlgorithm::kSha256;
}

Instant instant(std::int64_t seconds) {
  return Instant(Seconds(seconds));
}

/// The keys of a case, as its version would use them. Lists of explicit keys exist since 4.1.
SigningKeys keys_of(const Case& c) {
  std::vector<SecretText> fallbacks;
  if (c.inputs.has("fallback_keys")) {
    for (const http::json::Value& key : *c.inputs.at("fallback_keys").array()) {
      fallbacks.emplace_back(*key.text());
    }
  }
  return signing_keys(c.version, SecretText(c.inputs.text("key")), std::move(fallbacks));
}

std::optional<Microseconds> max_age_of(const Members& inputs) {
  return inputs.has("max_age") && !inputs.at("max_age").is_null()
             ? std::optional<Microseconds>(Seconds(inputs.integer("max_age")))
             : std::nullopt;
}

TEST(SigningVectors, SaltedHmac) {
  EXPECT_EQ(replay("salted_hmac",
                   [](const Case& c) {
                     EXPECT_EQ(
                         salted_hmac(algorithm_named(c.inputs.text("algorithm")), c.inputs.text("key_salt"),
                                     c.inputs.text("value"), SecretText(c.inputs.text("secret")))
                             .hex(),
                         c.expected.text("hex"));
                   }),
            12U);
}

TEST(SigningVectors, Sign) {
  EXPECT_EQ(replay("signer_sign",
                   [](const Case& c) {
                     const SigningKeys keys = keys_of(c);
                     const Signer signer(keys, c.inputs.text("salt"), c.inputs.text("sep"),
                                         algorithm_named(c.inputs.text("algorithm")));
                     EXPECT_EQ(signer.sign(c.inputs.text("value")), c.expected.text("signed"));
                     EXPECT_EQ(signer.signature(c.inputs.text("value")), c.expected.text("signature"));
                   }),
            7U);
}

/// Compares a refusal with what upstream raised.
void expect_failure(const BadSignature& error, const Members& expected) {
  if (expected.text("error") == "ValueError") {  // an unpacking error that nobody catches upstream
    EXPECT_EQ(error.failure, SignatureFailure::kMalformed);
    return;
  }
  EXPECT_EQ(error.failure == SignatureFailure::kExpired, expected.text("error") == "SignatureExpired");
  EXPECT_EQ(error.message, expected.text("message"));
}

TEST(SigningVectors, Unsign) {
  EXPECT_EQ(replay("signer_unsign",
                   [](const Case& c) {
                     const SigningKeys keys = keys_of(c);
                     const Signer signer(keys, c.inputs.text("salt"), c.inputs.text("sep"),
                                         algorithm_named(c.inputs.text("algorithm")));
                     Result<std::string, BadSignature> value;
                     if (c.inputs.boolean("timestamped")) {
                       value = unsign_with_timestamp(signer, c.inputs.text("signed"),
                                                     instant(c.inputs.integer("now")), max_age_of(c.inputs))
                                   .map([](const Timestamped& timestamped) { return timestamped.value; });
                     } else {
                       value = signer.unsign(c.inputs.text("signed"));
                     }
                     if (c.expected.has("value")) {
                       ASSERT_TRUE(value.has_value()) << value.error().message;
                       EXPECT_EQ(*value, c.expected.text("value"));
                     } else {
                       ASSERT_FALSE(value.has_value());
                       expect_failure(value.error(), c.expected);
                     }
                   }),
            11U);
}

TEST(SigningVectors, TimestampSign) {
  EXPECT_EQ(replay("timestamp_sign",
                   [](const Case& c) {
                     const SigningKeys keys = keys_of(c);
                     EXPECT_EQ(sign_with_timestamp(Signer(keys, c.inputs.text("salt")),
                                                   c.inputs.text("value"), instant(c.inputs.integer("now"))),
                               c.expected.text("signed"));
                   }),
            1U);
}

TEST(SigningVectors, Dumps) {
  EXPECT_EQ(replay("signing_dumps",
                   [](const Case& c) {
                     const Compression compression =
                         c.inputs.boolean("compress") ? Compression::kIfShorter : Compression::kNever;
                     EXPECT_EQ(dumps(c.inputs.at("object"), keys_of(c), c.inputs.text("salt"), compression,
                                     instant(c.inputs.integer("now"))),
                               c.expected.text("token"));
                   }),
            13U);
}

TEST(SigningVectors, Loads) {
  EXPECT_EQ(replay("signing_loads",
                   [](const Case& c) {
                     const Result<http::json::Value, BadSignature> value =
                         loads(c.inputs.text("token"), keys_of(c), c.inputs.text("salt"),
                               instant(c.inputs.integer("now")), max_age_of(c.inputs));
                     if (c.expected.has("object")) {
                       ASSERT_TRUE(value.has_value()) << value.error().message;
                       EXPECT_EQ(*value, c.expected.at("object"));
                     } else {
                       ASSERT_FALSE(value.has_value());
                       expect_failure(value.error(), c.expected);
                     }
                   }),
            17U);
}

TEST(RadixVectors, Base62) {
  EXPECT_EQ(replay("base62",
                   [](const Case& c) {
                     EXPECT_EQ(to_base62(c.inputs.integer("int")), c.expected.text("text"));
                     EXPECT_EQ(from_base62(c.expected.text("text")), c.expected.integer("int"));
                   }),
            17U);
}

TEST(RadixVectors, Base36) {
  EXPECT_EQ(replay("base36",
                   [](const Case& c) {
                     const http::json::Value& number = c.inputs.at("int");
                     const std::uint64_t value = number.big_integer() != nullptr
                                                     ? std::stoull(number.big_integer()->digits)
                                                     : static_cast<std::uint64_t>(*number.integer());
                     EXPECT_EQ(to_base36(value), c.expected.text("text"));
                   }),
            6U);
  EXPECT_EQ(replay("base36_parse",
                   [](const Case& c) {
                     const std::optional<std::int64_t> value = from_base36(c.inputs.text("text"));
                     EXPECT_EQ(value, c.expected.has("int") ? std::optional(c.expected.integer("int"))
                                                            : std::nullopt);
                   }),
            11U);
}

const SigningKeys kKeys{SecretText("key"), {}, false};

TEST(Signing, EveryTamperedByteIsRefused) {
  const std::string token = dumps("hello", kKeys, kDumpsSalt, Compression::kNever, instant(1));
  ASSERT_TRUE(loads(token, kKeys, kDumpsSalt, instant(1)).has_value());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string tampered = token;
    tampered[i] = tampered[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(loads(tampered, kKeys, kDumpsSalt, instant(1)).has_value()) << tampered;
    EXPECT_FALSE(loads(token.substr(0, i), kKeys, kDumpsSalt, instant(1)).has_value()) << i;
  }
}

TEST(Signing, FractionsOfAgeAreShown) {
  const Signer signer(kKeys, "s");
  const std::string token = sign_with_timestamp(signer, "v", instant(100));
  const auto expired = unsign_with_timestamp(signer, token, instant(110) + Milliseconds(500), Seconds(10));
  ASSERT_FALSE(expired.has_value());
  EXPECT_EQ(expired.error().message, "Signature age 10.5 > 10 seconds");
}

TEST(Signing, RightlySignedNonsenseIsMalformed) {
  const Signer signer(kKeys, kDumpsSalt);
  for (const std::string_view value : {"", "x", "e30:", "e30:!", "e30:zzzzzzzzzzzzzz", "e30:zzzzzzzzzzz",
                                       "e30:-zzzzzzzzzz", "!!!!:1", ".e30:1", "bm90IGpzb24:1", "A:1"}) {
    const auto result = loads(signer.sign(value), kKeys, kDumpsSalt, instant(1), Seconds(1));
    ASSERT_FALSE(result.has_value()) << value;
    EXPECT_EQ(result.error().failure, SignatureFailure::kMalformed) << value;
  }
}

TEST(Signing, BombsAreDefused) {
  const http::json::Value large(std::string(1'000'000, 'x'));
  const std::string token = dumps(large, kKeys, kDumpsSalt, Compression::kIfShorter, instant(1));
  EXPECT_LT(token.size(), 5000U);
  EXPECT_TRUE(loads(token, kKeys, kDumpsSalt, instant(1)).has_value());
  const auto refused = loads(token, kKeys, kDumpsSalt, instant(1), std::nullopt, 1'000'000);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().failure, SignatureFailure::kMalformed);
}

}  // namespace
}  // namespace narvi::accounts
