#pragma once
// Argon2 (RFC 9106) by the reference library.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace narvi::crypto {

enum class Argon2Type { kD, kI, kId };

/// The two versions that were ever published; hashes of 2015 are of the first.
enum class Argon2Version : std::uint32_t { k10 = 16, k13 = 19 };

struct Argon2Parameters {
  Argon2Type type = Argon2Type::kId;
  Argon2Version version = Argon2Version::k13;
  unsigned memory = 0;  ///< KiB
  unsigned passes = 0;
  unsigned lanes = 0;
};

/// Whether the algorithm is defined for these: 8 KiB for each lane, one pass, one lane, a salt of 8 bytes and
/// a tag of 4 to 512 bytes at least (RFC 9106 §3.1; the upper bound of the tag is ours).
bool argon2_allows(const Argon2Parameters& parameters, std::size_t salt_size, std::size_t tag_size);

/// The bytes that computing needs at once.
std::uint64_t argon2_memory(const Argon2Parameters& parameters);

/// The tag of `size` bytes. Throws std::bad_alloc if the memory is not there, and std::logic_error if
/// argon2_allows() says no. Costs about a millisecond for each MiB and pass: callers bound both before.
std::string argon2(const Argon2Parameters& parameters, std::string_view password, std::string_view salt,
                   std::size_t size);

}  // namespace narvi::crypto
