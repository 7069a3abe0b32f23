#include "crypto/pbkdf2.h"

#include <nettle/pbkdf2.h>

#include <cstdint>
#include <stdexcept>

#undef pbkdf2  // Nettle's header renames its own generic function by a macro

namespace narvi::crypto {

namespace {

/// Never null, because Nettle copies from it even when there is nothing to copy.
const std::uint8_t* address(std::string_view bytes) {
  static constexpr std::uint8_t kNothing = 0;
  return bytes.empty() ? &kNothing : static_cast<const std::uint8_t*>(static_cast<const void*>(bytes.data()));
}

}  // namespace

std::string pbkdf2(HashAlgorithm algorithm, std::string_view password, std::string_view salt, unsigned rounds,
                   std::size_t size) {
  if (rounds == 0 || size == 0) {
    throw std::logic_error("PBKDF2 needs at least one round and one byte");
  }
  std::string out(size, '\0');
  auto* const target = static_cast<std::uint8_t*>(static_cast<void*>(out.data()));
  switch (algorithm) {
    case HashAlgorithm::kSha1:
      pbkdf2_hmac_sha1(password.size(), address(password), rounds, salt.size(), address(salt), size, target);
      return out;
    case HashAlgorithm::kSha256:
      pbkdf2_hmac_sha256(password.size(), address(password), rounds, salt.size(), address(salt), size,
                         target);
      return out;
    case HashAlgorithm::kMd5:
    case HashAlgorithm::kSha512:
      break;
  }
  throw std::logic_error("PBKDF2 is offered with SHA-1 and SHA-256 only");
}

}  // namespace narvi::crypto
