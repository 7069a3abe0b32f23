#pragma once
// `scrypt$<N>$<salt>$<r>$<p>$<base64 of 64 bytes>`: Django's ScryptPasswordHasher, from 4.0 (contract
// django-auth §6.1).

#include <cstdint>
#include <memory>

#include "accounts/password_hash.h"

namespace narvi::accounts {

/// Costs of new hashes, and ceilings of stored ones.
struct ScryptOptions {
  unsigned work_factor = 16'384;                         ///< N, a power of two
  unsigned block_size = 8;                               ///< r
  unsigned parallelism = 1;                              ///< p; by version in accounts/compat.h
  std::uint64_t work_ceiling = std::uint64_t{1} << 22U;  ///< N times r times p: about 1.5 seconds of a core
  std::uint64_t memory_ceiling = std::uint64_t{512} << 20U;  ///< bytes: the budget of the pool
};

std::unique_ptr<Hasher> make_scrypt(ScryptOptions options);

}  // namespace narvi::accounts
