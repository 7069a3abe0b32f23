#include "systems/authtoken/tokens.h"

#include "accounts/signing.h"
#include "base/base64.h"
#include "base/utf8.h"
#include "crypto/digest.h"

namespace narvi::systems::authtoken {

namespace {

constexpr std::size_t kRandomBytes = 20;
constexpr std::string_view kBlanks = " \t\n\v\f\r";
// Names the purpose, so that no other use of the secret key ever makes the same bytes.
constexpr std::string_view kDeriveSalt = "narvi.systems.authtoken.token";

}  // namespace

std::string digest_of(std::string_view token) {
  std::string stored(kDigestMark);
  stored += base64_url_encode(crypto::sha256(token).bytes());
  stored.resize(kLongestToken);
  return stored;
}

bool is_digest(std::string_view stored) {
  return stored.starts_with(kDigestMark) && stored.size() == kLongestToken;
}

bool may_be_token(std::string_view given) {
  constexpr std::size_t kLongestSequence = 4;  // bytes of one character: refuse before looking at each
  if (given.empty() || given.size() > kLongestToken * kLongestSequence) {
    return false;
  }
  if (given.find('\0') != std::string_view::npos || given.find_first_of(kBlanks) != std::string_view::npos) {
    return false;
  }
  return !find_utf8_fault(given) && count_code_points(given) <= kLongestToken;
}

SecretText random_token(Random& random) {
  return SecretText(random.hex(kRandomBytes));
}

SecretText derive_token(const SecretText& secret_key, const accounts::UserKey& user, Instant created) {
  const std::string made = user.text() + "|" + std::to_string(created.time_since_epoch().count());
  std::string token =
      accounts::salted_hmac(crypto::HashAlgorithm::kSha256, kDeriveSalt, made, secret_key).hex();
  token.resize(kLongestToken);
  return SecretText(std::move(token));
}

}  // namespace narvi::systems::authtoken
