#pragma once
// scrypt (RFC 7914) by OpenSSL.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace narvi::crypto {

struct ScryptParameters {
  unsigned n = 0;  ///< work factor, a power of two above 1
  unsigned r = 0;  ///< block size
  unsigned p = 0;  ///< parallelism
};

/// Whether the algorithm is defined for these (RFC 7914 §6).
bool scrypt_allows(const ScryptParameters& parameters);

/// The bytes that computing needs at once. Only for allowed parameters.
std::uint64_t scrypt_memory(const ScryptParameters& parameters);

/// Derives `size` bytes. Throws std::logic_error if scrypt_allows() says no, std::bad_alloc if the memory is
/// not there. n * r * p = 2^17 costs about 45 milliseconds: callers bound the product before.
std::string scrypt(const ScryptParameters& parameters, std::string_view password, std::string_view salt,
                   std::size_t size);

}  // namespace narvi::crypto
