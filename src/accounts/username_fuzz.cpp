// User names and addresses of any bytes: normalising twice changes nothing more.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/username.h"

using namespace narvi::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  const std::optional<std::string> name = normalize_username(input);
  if (name && normalize_username(*name) != name) {
    std::abort();
  }
  const DjangoBehaviour& version = behaviour(DjangoVersion::k5_2);
  const bool acceptable = !refuse_username(input, UsernameCharacters::kUnicode, version);
  if (acceptable && !name) {
    std::abort();
  }
  (void)refuse_username(input, UsernameCharacters::kAscii, version);
  (void)normalize_email(input);
  return 0;
}
