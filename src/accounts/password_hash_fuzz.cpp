// Encoded hashes from anywhere, with a tiny ceiling so that no input is slow.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/password_hash.h"
#include "accounts/pbkdf2_hasher.h"

using namespace narvi;
using namespace narvi::accounts;

namespace {

Hashers make_hashers() {
  std::vector<std::unique_ptr<Hasher>> ordered;
  ordered.push_back(make_pbkdf2_sha256({2, 20}));
  ordered.push_back(make_pbkdf2_sha1({2, 20}));
  return Hashers(std::move(ordered));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Hashers kHashers = make_hashers();
  static const SecretText kPassword("a password that no input hashes");
  const std::string_view encoded(static_cast<const char*>(static_cast<const void*>(data)), size);
  const PasswordCheck check = check_password(kHashers, kPassword, encoded, UpgradeRule::kAsDjango);
  if (check.correct()) {
    std::abort();
  }
  if (const Hasher* const hasher = kHashers.identify(encoded)) {
    (void)hasher->safe_summary(encoded);
    if (hasher->is_weaker(encoded) && !hasher->must_update(encoded)) {
      std::abort();
    }
  }
  return 0;
}
