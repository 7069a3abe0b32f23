#pragma once
// `argon2$argon2id$...`: Django's Argon2PasswordHasher (contract django-auth §6.1).

#include <cstdint>
#include <memory>

#include "accounts/password_hash.h"

namespace narvi::accounts {

/// Costs of new hashes, and ceilings of stored ones.
struct Argon2Options {
  unsigned time_cost = 2;
  unsigned memory_cost = 102'400;  ///< KiB, at least 8 for each of `parallelism`
  unsigned parallelism = 8;        ///< lanes
  unsigned hash_length = 32;       ///< bytes of the tag; argon2-cffi before 21.2 wrote 16
  std::uint64_t work_ceiling = std::uint64_t{1} << 20U;      ///< KiB times passes: about a second of a core
  std::uint64_t memory_ceiling = std::uint64_t{512} << 20U;  ///< bytes: the budget of the pool
};

/// New hashes are argon2id, version 19; all varieties and versions verify.
std::unique_ptr<Hasher> make_argon2(Argon2Options options);

}  // namespace narvi::accounts
