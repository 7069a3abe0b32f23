#include "accounts/password_hash.h"

#include <algorithm>
#include <stdexcept>

#include "base/utf8.h"

namespace narvi::accounts {

namespace {

constexpr char kUnusablePrefix = '!';
constexpr std::size_t kUnusableLength = 40;

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
  const std::size_t length = count_code_points(encoded);
  if ((length == 32 && bare) || (length == 37 && encoded.starts_with("md5$$"))) {
    return "unsalted_md5";
  }
  if (length == 46 && encoded.starts_with("sha1$$")) {
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
  const std::size_t length = count_code_points(text);
  if (length <= visible) {
    return std::string(text);
  }
  std::size_t end = 0;
  for (std::size_t shown = 0; shown < visible && end < text.size(); ++shown) {
    end += first_code_point(text.substr(end)).length;
  }
  return std::string(text.substr(0, end)) + std::string(length - visible, '*');
}

PasswordCheck check_password(const Hashers& hashers, const SecretText& password, std::string_view encoded,
                             UpgradeRule rule) {
  const Hasher& preferred = hashers.preferred();
  const Hasher* const own = is_password_usable(encoded) ? hashers.identify(encoded) : nullptr;
  // What cannot be verified takes the same way through the same code, against a hash that nobody has: another
  // way that does the same work was measurably faster.
  const std::string decoy = preferred.decoy();
  const Hasher& hasher = own == nullptr ? preferred : *own;
  const std::string_view stored = own == nullptr ? std::string_view(decoy) : encoded;
  const Verification verification = hasher.verify(password, stored);
  if (own == nullptr) {
    return {is_password_usable(encoded) ? Verification::kUnknown : Verification::kUnusable, false};
  }
  const bool same_algorithm = own == &preferred;
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
    default: {
      [[maybe_unused]] const Verification spent = preferred.verify(password, decoy);
      return {verification, false};
    }
  }
}

std::uint64_t check_memory(const Hashers& hashers, std::string_view encoded) {
  const Hasher* const hasher = is_password_usable(encoded) ? hashers.identify(encoded) : nullptr;
  const std::optional<std::uint64_t> to_verify =
      hasher == nullptr ? std::nullopt : hasher->verify_memory(encoded);
  // Where nothing can be verified, one preferred hash is spent.
  return to_verify.value_or(hashers.preferred().encode_memory());
}

}  // namespace narvi::accounts
