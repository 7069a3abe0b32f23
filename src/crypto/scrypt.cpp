#include "crypto/scrypt.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <bit>
#include <limits>
#include <new>
#include <stdexcept>

namespace narvi::crypto {

namespace {

constexpr std::uint64_t kMostBlocks = std::uint64_t{1} << 30U;
constexpr unsigned kBitsOfABlock = 16;  // n < 2^(128 * r / 8)

const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

}  // namespace

bool scrypt_allows(const ScryptParameters& parameters) {
  const auto [n, r, p] = parameters;
  return n > 1 && std::has_single_bit(n) && r > 0 && p > 0 && std::uint64_t{r} * p < kMostBlocks &&
         (r > 1 || n < (1U << kBitsOfABlock));
}

std::uint64_t scrypt_memory(const ScryptParameters& parameters) {
  const std::uint64_t block = std::uint64_t{128} * parameters.r;
  return block * (std::uint64_t{parameters.n} + 2) + block * parameters.p;
}

std::string scrypt(const ScryptParameters& parameters, std::string_view password, std::string_view salt,
                   std::size_t size) {
  if (!scrypt_allows(parameters)) {
    throw std::logic_error("scrypt is not defined for these parameters");
  }
  std::string out(size, '\0');
  auto* const target = static_cast<unsigned char*>(static_cast<void*>(out.data()));
  // The limit is the callers': OpenSSL's own of 32 MiB would refuse what hardened sites use.
  constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();
  if (EVP_PBE_scrypt(password.data(), password.size(), bytes_of(salt), salt.size(), parameters.n,
                     parameters.r, parameters.p, kNoLimit, target, out.size()) != 1) {
    ERR_clear_error();
    throw std::bad_alloc();
  }
  return out;
}

}  // namespace narvi::crypto
