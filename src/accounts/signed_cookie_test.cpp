#include "accounts/signed_cookie.h"

#include <gtest/gtest.h>

#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using namespace std::chrono_literals;

Instant now_of(const Case& test) {
  return Instant(Seconds(test.inputs.integer("now")));
}

TEST(SignedCookies, AreSignedAsRecorded) {
  const std::size_t cases = vectors::replay("signed_cookie", [](const Case& test) {
    const SigningKeys keys = signing_keys(test.version, SecretText(test.inputs.text("secret_key")), {});
    const SignedCookies cookies(test.version, keys);
    const std::string& name = test.inputs.text("cookie");
    const std::string& salt = test.inputs.text("salt");
    const std::string value = cookies.sign(name, salt, test.inputs.text("value"), now_of(test));
    EXPECT_EQ(value, test.expected.text("cookie_value"));
    EXPECT_EQ(cookies.unsign(name, salt, value, now_of(test)), test.inputs.text("value"));
  });
  EXPECT_EQ(cases, 6U);
}

TEST(SignedCookies, AreReadAsRecorded) {
  const std::size_t cases = vectors::replay("signed_cookie_get", [](const Case& test) {
    const SigningKeys keys = signing_keys(test.version, SecretText(test.inputs.text("secret_key")), {});
    const SignedCookies cookies(test.version, keys, test.inputs.boolean("legacy_salt_fallback"));
    const auto value = cookies.unsign(test.inputs.text("cookie"), test.inputs.text("salt"),
                                      test.inputs.text("cookie_value"), now_of(test));
    ASSERT_EQ(value.has_value(), test.expected.has("value"));
    if (value) {
      EXPECT_EQ(*value, test.expected.text("value"));
    }
  });
  EXPECT_EQ(cases, 8U);
}

TEST(SignedCookies, ExpireAndFollowOldKeys) {
  const DjangoBehaviour& django = behaviour(DjangoVersion::k5_2);
  const SigningKeys old_keys{SecretText("old"), {}, false};
  const SigningKeys new_keys{SecretText("new"), {SecretText("old")}, false};
  const Instant now(1'700'000'000s);
  const std::string value = SignedCookies(django, old_keys).sign("n", "s", "v:w", now);
  const SignedCookies reader(django, new_keys);
  EXPECT_EQ(reader.unsign("n", "s", value, now + 10s, 10s), "v:w");
  const auto late = reader.unsign("n", "s", value, now + 11s, 10s);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().failure, SignatureFailure::kExpired);
  EXPECT_EQ(late.error().message, "Signature age 11 > 10 seconds");
  EXPECT_FALSE(reader.unsign("n", "s", "", now));
  EXPECT_FALSE(reader.unsign("n", "", value, now));
}

// The version decides by itself whether values of the older form are read.
TEST(SignedCookies, OlderFormIsReadByDefaultIn52Only) {
  const SigningKeys keys{SecretText("key"), {}, false};
  const Instant now(1'700'000'000s);
  const std::string value = SignedCookies(behaviour(DjangoVersion::k4_2), keys).sign("n", "s", "v", now);
  EXPECT_TRUE(SignedCookies(behaviour(DjangoVersion::k5_2), keys).unsign("n", "s", value, now));
  EXPECT_FALSE(SignedCookies(behaviour(DjangoVersion::k6_1), keys).unsign("n", "s", value, now));
}

}  // namespace
}  // namespace narvi::accounts
