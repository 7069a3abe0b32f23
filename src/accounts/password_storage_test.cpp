// Recorded hashes of the security baseline (tests/contracts/vectors/password_storage.json).

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "accounts/hashers_for_tests.h"
#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using http::json::Value;
using vectors::Members;

Value read_file() {
  std::ifstream file(NARVI_SOURCE_DIR "/tests/contracts/vectors/password_storage.json", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  auto read = http::json::read(text, http::json::Constants::kAllowed);
  if (!read || read->array() == nullptr) {
    throw std::runtime_error("password_storage.json cannot be read");
  }
  return std::move(*read);
}

// These are of no format of Django's: a pepper before bcrypt, which no hasher of its list has, and a bare
// PBKDF2-HMAC-SHA512, for which Django has no hasher either.
const std::set<std::string_view> kNoFormat = {"bcrypt_prehash_hmac_sha384", "pbkdf2_sha512_220000_raw"};

TEST(PasswordStorageVectors, VerifyAsReceived) {
  const Hashers hashers(every_hasher());
  const Value file = read_file();
  std::size_t replayed = 0;
  std::size_t left_out = 0;
  for (const Value& entry : *file.array()) {
    const Members c(*entry.object());
    SCOPED_TRACE(c.text("name"));
    if (kNoFormat.contains(c.text("name"))) {
      EXPECT_FALSE(c.has("encoded"));
      ++left_out;
      continue;
    }
    const PasswordCheck check = check_password(hashers, SecretText(c.text("password")), c.text("encoded"),
                                               UpgradeRule::kOnlyStronger);
    EXPECT_EQ(check.verification, c.boolean("expected") ? Verification::kCorrect : Verification::kWrong);
    ++replayed;
  }
  EXPECT_EQ(replayed, 26U);
  EXPECT_EQ(left_out, 2U);
}

}  // namespace
}  // namespace narvi::accounts
