#include "accounts/passwords.h"

#include <utility>

namespace narvi::accounts {

Passwords::Passwords(std::shared_ptr<const Hashers> hashers, io::WorkerPool& pool, Random& random,
                     UpgradeRule rule)
    : hashers_(std::move(hashers)), pool_(pool), random_(random), rule_(rule) {}

Task<Result<PasswordCheck>> Passwords::check(SecretText password, SecretText encoded,
                                             io::CancelFlag cancelled) {
  auto job = [hashers = hashers_, rule = rule_, password = std::move(password),
              encoded = std::move(encoded)] {
    return check_password(*hashers, password, encoded.reveal(), rule);
  };
  return pool_.run<PasswordCheck>(std::move(job), std::move(cancelled));
}

Task<Result<SecretText>> Passwords::make(SecretText password, io::CancelFlag cancelled) {
  // The salt is drawn here: contract vectors fix the order in which requests draw (design §5).
  auto job = [hashers = hashers_, salt = make_salt(random_), password = std::move(password)] {
    return SecretText(hashers->preferred().encode(password, salt));
  };
  return pool_.run<SecretText>(std::move(job), std::move(cancelled));
}

Task<Result<void>> Passwords::spend_as_for_unknown_user(SecretText password, io::CancelFlag cancelled) {
  auto job = [hashers = hashers_, password = std::move(password)] {
    spend_one_hash(*hashers, password);
    return true;
  };
  const Result<bool> done = co_await pool_.run<bool>(std::move(job), std::move(cancelled));
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  co_return Result<void>();
}

}  // namespace narvi::accounts
