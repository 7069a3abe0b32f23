#include "accounts/passwords.h"

#include <utility>

namespace narvi::accounts {

Passwords::Passwords(std::shared_ptr<const Hashers> hashers, io::WorkerPool& pool, Random& random,
                     UpgradeRule rule)
    : hashers_(std::move(hashers)), pool_(pool), random_(random), rule_(rule) {}

Task<Result<PasswordCheck>> Passwords::check(SecretText password, SecretText encoded,
                                             io::CancelFlag cancelled) {
  const io::JobTerms terms{.bytes = check_memory(*hashers_, encoded.reveal())};
  auto job = [hashers = hashers_, rule = rule_, password = std::move(password),
              encoded = std::move(encoded)] {
    return check_password(*hashers, password, encoded.reveal(), rule);
  };
  return pool_.run<PasswordCheck>(std::move(job), std::move(cancelled), terms);
}

Task<Result<SecretText>> Passwords::make(SecretText password, io::CancelFlag cancelled) {
  return encode(std::move(password), std::move(cancelled), {.bytes = hashers_->preferred().encode_memory()});
}

Task<Result<SecretText>> Passwords::renew(SecretText password) {
  return encode(std::move(password), nullptr,
                {.bytes = hashers_->preferred().encode_memory(), .only_if_idle = true});
}

Task<Result<SecretText>> Passwords::encode(SecretText password, io::CancelFlag cancelled,
                                           io::JobTerms terms) {
  // The salt is drawn here: contract vectors fix the order in which requests draw (design §5).
  auto job = [hashers = hashers_, salt = make_salt(random_),
              password = std::move(password)]() -> Result<SecretText> {
    return hashers->preferred().encode(password, salt).map([](std::string&& encoded) {
      return SecretText(std::move(encoded));
    });
  };
  return pool_.run<SecretText>(std::move(job), std::move(cancelled), terms);
}

Task<Result<void>> Passwords::spend_as_for_unknown_user(SecretText password, io::CancelFlag cancelled) {
  const Result<PasswordCheck> done =
      co_await check(std::move(password), SecretText(std::string(kNobodysHash)), std::move(cancelled));
  if (!done) {
    co_return tl::unexpected<Error>(done.error());
  }
  co_return Result<void>();
}

}  // namespace narvi::accounts
