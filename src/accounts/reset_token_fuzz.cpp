// Tokens and uids of any bytes: no token is accepted that was not made.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/reset_token.h"

using namespace narvi;
using namespace narvi::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SigningKeys kKeys{SecretText("a key that no input knows"), {SecretText("an old one")}, true};
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  User user;
  user.email = "user@example.com";
  const Instant now{Seconds(1'700'000'000)};
  for (const DjangoBehaviour& version : django_behaviours()) {
    if (ResetTokens(version, kKeys).check(user, input, now)) {
      std::abort();
    }
  }
  for (const UserKeyType type : {UserKeyType::kInteger, UserKeyType::kUuid}) {
    const std::optional<UserKey> key = user_key_of_uid(input, type);
    if (key && user_key_of_uid(encode_uid(*key), type) != key) {
      std::abort();
    }
  }
  return 0;
}
