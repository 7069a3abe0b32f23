#pragma once
// For tests: every hasher of the house at costs that take no time, in the order of Django's list.

#include <memory>
#include <utility>
#include <vector>

#include "accounts/argon2_hasher.h"
#include "accounts/bcrypt_hasher.h"
#include "accounts/crypt_hasher.h"
#include "accounts/digest_hashers.h"
#include "accounts/pbkdf2_hasher.h"
#include "accounts/scrypt_hasher.h"

namespace narvi::accounts {

/// Costs of new hashes; ceilings are those of production unless a test lowers them.
struct TestCosts {
  Pbkdf2Options pbkdf2{.iterations = 1};
  BcryptOptions bcrypt{.rounds = 4};
  Argon2Options argon2{.time_cost = 1, .memory_cost = 64, .parallelism = 2};
  ScryptOptions scrypt{.work_factor = 16, .block_size = 1, .parallelism = 1};
};

inline std::vector<std::unique_ptr<Hasher>> every_hasher(const TestCosts& costs = {}) {
  std::vector<std::unique_ptr<Hasher>> all;
  all.push_back(make_pbkdf2_sha256(costs.pbkdf2));
  all.push_back(make_pbkdf2_sha1(costs.pbkdf2));
  all.push_back(make_argon2(costs.argon2));
  all.push_back(make_bcrypt_sha256(costs.bcrypt));
  all.push_back(make_scrypt(costs.scrypt));
  all.push_back(make_bcrypt(costs.bcrypt));
  all.push_back(make_md5());
  all.push_back(make_sha1());
  all.push_back(make_unsalted_md5());
  all.push_back(make_unsalted_sha1());
  all.push_back(make_crypt());
  return all;
}

}  // namespace narvi::accounts
