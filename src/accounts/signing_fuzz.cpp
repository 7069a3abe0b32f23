// Signed texts from anywhere: as they come, and rightly signed around any payload and timestamp.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/signing.h"

using namespace narvi;
using namespace narvi::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SigningKeys kKeys{SecretText("key"), {SecretText("older")}, true};
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  const Signer signer(kKeys, kDumpsSalt);
  const Instant now{Seconds(1'700'000'000)};
  if (loads(input, kKeys, kDumpsSalt, now, Seconds(10), 65536)) {
    std::abort();  // nobody guesses a signature
  }
  const auto own = signer.unsign(signer.sign(input));
  if (!own || *own != input) {
    std::abort();
  }
  (void)loads(signer.sign(input), kKeys, kDumpsSalt, now, Seconds(10), 65536);
  (void)unsign_with_timestamp(signer, signer.sign(input), now, Seconds(10));
  return 0;
}
