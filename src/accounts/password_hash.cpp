#include "accounts/password_hash.h"

#include <stdexcept>

namespace narvi::accounts {

namespace {

constexpr char kUnusablePrefix = '!';
constexpr std::size_t kUnusableLength = 40;
constexpr std::string_view kThrowAwaySalt = "aaaaaaaaaaaaaaaaaaaaaa";  // as long as a real one; never stored

}  // namespace

Hashers::Hashers(std::vector<std::unique_ptr<Hasher>> ordered) : ordered_(std::move(ordered)) {
  if (ordered_.empty()) {
    throw std::logic_error("a site needs at least one password hasher");
  }
}

const Hasher* Hashers::identify(std::string_view encoded) const {
  const std::string_view algorithm = claimed_algorithm(encoded);
  for (const std::unique_ptr<Hasher>& hasher : ordered_) {
    if (hasher->algorithm() == algorithm) {
      return hasher.get();
    }
  }
  return nullptr;
}

std::string_view claimed_algorithm(std::string_view encoded) {
  // Ancient forms that name no algorithm of their own come first.
  const bool bare = encoded.find('$') == std::string_view::npos;
  if ((encoded.size() == 32 && bare) || (encoded.size() == 37 && encoded.starts_with("md5$$"))) {
    return "unsalted_md5";
  }
  if (encoded.size() == 46 && encoded.starts_with("sha1$$")) {
    return "unsalted_sha1";
  }
  return encoded.substr(0, encoded.find('$'));
}

bool is_password_usable(std::string_view encoded) {
  return !encoded.starts_with(kUnusablePrefix);
}

std::string make_unusable_password(Random& random) {
  return kUnusablePrefix + random.text(kUnusableLength, kAlphanumerics);
}

std::string make_salt(Random& random) {
  return random.text(kSaltLength, kAlphanumerics);
}

std::string masked(std::string_view text, std::size_t visible) {
  if (text.size() <= visible) {
    return std::string(text);
  }
  return std::string(text.substr(0, visible)) + std::string(text.size() - visible, '*');
}

PasswordCheck check_password(const Hashers& hashers, const SecretText& password, std::string_view encoded,
                             UpgradeRule rule) {
  const Hasher* const hasher = is_password_usable(encoded) ? hashers.identify(encoded) : nullptr;
  if (hasher == nullptr) {
    spend_one_hash(hashers, password);
    return {is_password_usable(encoded) ? Verification::kUnknown : Verification::kUnusable, false};
  }
  const Hasher& preferred = hashers.preferred();
  const bool same_algorithm = hasher == &preferred;
  const Verification verification = hasher->verify(password, encoded);
  switch (verification) {
    case Verification::kCorrect: {
      const bool outdated =
          rule == UpgradeRule::kAsDjango ? preferred.must_update(encoded) : preferred.is_weaker(encoded);
      return {verification, !same_algorithm || outdated};
    }
    case Verification::kWrong:
      if (same_algorithm && preferred.must_update(encoded)) {
        preferred.harden_runtime(password, encoded);
      }
      return {verification, false};
    default:
      spend_one_hash(hashers, password);
      return {verification, false};
  }
}

void spend_one_hash(const Hashers& hashers, const SecretText& password) {
  const SecretText thrown_away(hashers.preferred().encode(password, kThrowAwaySalt));
}

}  // namespace narvi::accounts
