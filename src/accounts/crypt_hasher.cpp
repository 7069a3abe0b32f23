#include "accounts/crypt_hasher.h"

#include <algorithm>

#include "accounts/encoded_hash.h"
#include "crypto/des_crypt.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

constexpr std::string_view kAlgorithm = "crypt";
constexpr std::size_t kLongestPassword = 511;

struct Encoded {
  std::string_view salt;  ///< Django writes nothing here, and shows what it finds
  std::string_view hash;
};

std::optional<Encoded> parse(std::string_view encoded) {
  std::string_view rest = encoded;
  const auto name = take_field(rest);
  const auto salt = take_field(rest);
  const auto is_known = [](char c) {
    return (c >= '.' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  if (!name || *name != kAlgorithm || !salt || rest.size() != crypto::kDesCryptLength ||
      !std::all_of(rest.begin(), rest.end(), is_known)) {
    return std::nullopt;
  }
  return Encoded{*salt, rest};
}

bool is_readable(const SecretText& password) {
  return password.reveal().size() <= kLongestPassword && password.reveal().find('\0') == std::string::npos;
}

class CryptHasher final : public Hasher {
 public:
  std::string_view algorithm() const override { return kAlgorithm; }

  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    if (!is_readable(password)) {
      return fail(ErrorKind::kInvalid, "crypt cannot hash a password with a NUL character or over 511 bytes");
    }
    const auto made = crypto::des_crypt(password.reveal(), salt.substr(0, crypto::kDesCryptSaltLength));
    if (!made) {
      return fail(ErrorKind::kInvalid, "this is not a salt for crypt");
    }
    return std::string(kAlgorithm) + "$$" + *made;
  }

  std::string decoy() const override {
    return std::string(kAlgorithm) + "$$" + std::string(crypto::kDesCryptLength, '.');
  }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return Verification::kMalformed;
    }
    if (!is_readable(password)) {
      return Verification::kWrong;
    }
    const auto made =
        crypto::des_crypt(password.reveal(), stored->hash.substr(0, crypto::kDesCryptSaltLength));
    if (!made) {
      return Verification::kMalformed;
    }
    return crypto::same(*made, stored->hash) ? Verification::kCorrect : Verification::kWrong;
  }

  bool must_update(std::string_view /*encoded*/) const override { return false; }
  bool is_weaker(std::string_view /*encoded*/) const override { return false; }
  void harden_runtime(const SecretText& /*password*/, std::string_view /*encoded*/) const override {}

  SafeSummary safe_summary(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return {};
    }
    return {{"algorithm", std::string(kAlgorithm)},
            {"salt", std::string(stored->salt)},
            {"hash", masked(stored->hash, 3)}};
  }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    return parse(encoded) ? std::optional<std::uint64_t>(0) : std::nullopt;
  }
};

}  // namespace

std::unique_ptr<Hasher> make_crypt() {
  return std::make_unique<CryptHasher>();
}

}  // namespace narvi::accounts
