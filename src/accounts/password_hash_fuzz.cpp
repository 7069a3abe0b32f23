// Encoded hashes from anywhere, with tiny ceilings so that no input is slow.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/hashers_for_tests.h"
#include "accounts/password_hash.h"

using namespace narvi;
using namespace narvi::accounts;

namespace {

constexpr std::uint64_t kMemory = std::uint64_t{4} << 20U;

Hashers make_hashers() {
  TestCosts costs;
  costs.pbkdf2 = {.iterations = 2, .iteration_ceiling = 20};
  costs.bcrypt = {.rounds = 4, .rounds_ceiling = 4};
  costs.argon2.work_ceiling = 256;
  costs.argon2.memory_ceiling = kMemory;
  costs.scrypt.work_ceiling = 256;
  costs.scrypt.memory_ceiling = kMemory;
  return Hashers(every_hasher(costs));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Hashers kHashers = make_hashers();
  static const SecretText kPassword("a password that no input hashes");
  const std::string_view encoded(static_cast<const char*>(static_cast<const void*>(data)), size);
  const PasswordCheck check = check_password(kHashers, kPassword, encoded, UpgradeRule::kAsDjango);
  if (check.correct() || check_memory(kHashers, encoded) > kMemory) {
    std::abort();
  }
  if (const Hasher* const hasher = kHashers.identify(encoded)) {
    (void)hasher->safe_summary(encoded);
    const bool computes = is_password_usable(encoded) && hasher->verify_memory(encoded).has_value();
    if ((hasher->is_weaker(encoded) && !hasher->must_update(encoded)) ||
        (computes && check.verification != Verification::kWrong)) {
      std::abort();
    }
  }
  return 0;
}
