// Session columns from anywhere: as they come, and rightly signed around any payload.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/session_data.h"
#include "accounts/session_expiry.h"
#include "base/base64.h"

namespace {

using namespace narvi;
using namespace narvi::accounts;

const SigningKeys kKeys{SecretText("key"), {SecretText("older")}, true};

/// What decodes must encode again to something that decodes to the same.
void check(std::string_view encoded) {
  const DecodedSession decoded = decode_session(encoded, kKeys);
  if (decoded.outcome != DecodedSession::Outcome::kRead) {
    return;
  }
  session_expiry(decoded.data, Instant(), SessionSettings());
  const std::string again = encode_session(decoded.data, kKeys, Instant());
  const DecodedSession second = decode_session(again, kKeys);
  if (second.outcome != DecodedSession::Outcome::kRead ||
      encode_session(second.data, kKeys, Instant()) != again) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  const Signer signer(kKeys, kSessionSalt);
  check(input);
  check(signer.sign(input));
  check(sign_with_timestamp(signer, base64_url_encode(input), Instant()));
  check(sign_with_timestamp(signer, "." + base64_url_encode(input), Instant()));
  return 0;
}
