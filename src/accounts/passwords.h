#pragma once
// Passwords: the rules of password_hash.h on the pool of hashing threads, so that a slow hash never holds up
// a loop.

#include <memory>
#include <string>

#include "accounts/password_hash.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "io/task.h"
#include "io/worker_pool.h"

namespace narvi::accounts {

/// Every call costs one hash on the pool, which reserves the memory that the hash will need. Errors:
/// kOverloaded when its queue is full (503 with Retry-After), kTimeout when `cancelled` was set before the
/// job started, kUnavailable when the machine has no memory left.
class Passwords {
 public:
  /// `pool` and `random` must outlive this object and its tasks.
  Passwords(std::shared_ptr<const Hashers> hashers, io::WorkerPool& pool, Random& random,
            UpgradeRule rule = UpgradeRule::kOnlyStronger);

  const Hashers& hashers() const { return *hashers_; }

  /// Whether `password` belongs to `encoded`, and whether the hash should be renewed. An unusable, unknown,
  /// malformed or too costly hash is an answer (and costs a hash), not an error.
  Task<Result<PasswordCheck>> check(SecretText password, SecretText encoded,
                                    io::CancelFlag cancelled = nullptr);

  /// A new encoded hash with the preferred hasher and a fresh salt of 22 characters. Also kInvalid if the
  /// algorithm cannot read the password (Hasher::encode).
  Task<Result<SecretText>> make(SecretText password, io::CancelFlag cancelled = nullptr);

  /// The same for a hash that is only outdated: kOverloaded as soon as any other job waits, because a login
  /// that somebody waits for goes before one that could be renewed next time.
  Task<Result<SecretText>> renew(SecretText password);

  /// Takes as long as a check of a current hash: for names that nobody has (contract django-auth §3.2).
  Task<Result<void>> spend_as_for_unknown_user(SecretText password, io::CancelFlag cancelled = nullptr);

 private:
  Task<Result<SecretText>> encode(SecretText password, io::CancelFlag cancelled, io::JobTerms terms);

  std::shared_ptr<const Hashers> hashers_;
  io::WorkerPool& pool_;
  Random& random_;
  UpgradeRule rule_;
};

}  // namespace narvi::accounts
