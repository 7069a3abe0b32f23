#include "accounts/pbkdf2_hasher.h"

#include <optional>

#include "accounts/encoded_hash.h"
#include "base/base64.h"
#include "crypto/pbkdf2.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

struct Encoded {
  std::string_view iterations_text;
  unsigned iterations = 0;  ///< saturated: a number that does not fit is over every ceiling
  std::string_view salt;
  std::string_view hash;
};

std::optional<Encoded> parse(std::string_view encoded, std::string_view algorithm) {
  std::string_view rest = encoded;
  const std::optional<std::string_view> name = take_field(rest);
  const std::optional<std::string_view> iterations_text = take_field(rest);
  const std::optional<std::string_view> salt = take_field(rest);
  if (!name || !iterations_text || !salt || *name != algorithm || salt->empty()) {
    return std::nullopt;
  }
  const std::optional<unsigned> iterations = read_cost(*iterations_text);
  if (!iterations) {
    return std::nullopt;
  }
  return Encoded{*iterations_text, *iterations, *salt, rest};
}

class Pbkdf2Hasher final : public Hasher {
 public:
  Pbkdf2Hasher(std::string_view algorithm, crypto::HashAlgorithm hash, std::size_t size,
               Pbkdf2Options options)
      : algorithm_(algorithm), hash_(hash), size_(size), options_(options) {}

  std::string_view algorithm() const override { return algorithm_; }

  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    return write(salt, derive(password, salt, options_.iterations));
  }

  std::string decoy() const override { return write(kDecoySalt, base64_encode(std::string(size_, '\0'))); }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    if (!stored) {
      return Verification::kMalformed;
    }
    if (stored->iterations > options_.iteration_ceiling) {
      return Verification::kTooCostly;
    }
    const std::string derived = derive(password, stored->salt, stored->iterations);
    return crypto::same(derived, stored->hash) ? Verification::kCorrect : Verification::kWrong;
  }

  bool must_update(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    return stored && (stored->iterations != options_.iterations || is_short_salt(stored->salt));
  }

  bool is_weaker(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    return stored && (stored->iterations < options_.iterations ||
                      (stored->iterations == options_.iterations && is_short_salt(stored->salt)));
  }

  void harden_runtime(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    if (stored && stored->iterations < options_.iterations) {
      const SecretText thrown_away(derive(password, stored->salt, options_.iterations - stored->iterations));
    }
  }

  SafeSummary safe_summary(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    if (!stored) {
      return {};
    }
    return {{"algorithm", std::string(algorithm_)},
            {"iterations", std::string(stored->iterations_text)},
            {"salt", masked(stored->salt)},
            {"hash", masked(stored->hash)}};
  }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    const bool computes = stored && stored->iterations <= options_.iteration_ceiling;
    return computes ? std::optional<std::uint64_t>(0) : std::nullopt;
  }

 private:
  std::string write(std::string_view salt, std::string_view hash) const {
    return std::string(algorithm_) + '$' + std::to_string(options_.iterations) + '$' + std::string(salt) +
           '$' + std::string(hash);
  }

  std::string derive(const SecretText& password, std::string_view salt, unsigned iterations) const {
    return base64_encode(crypto::pbkdf2(hash_, password.reveal(), salt, iterations, size_));
  }

  std::string_view algorithm_;
  crypto::HashAlgorithm hash_;
  std::size_t size_;
  Pbkdf2Options options_;
};

}  // namespace

std::unique_ptr<Hasher> make_pbkdf2_sha256(Pbkdf2Options options) {
  return std::make_unique<Pbkdf2Hasher>("pbkdf2_sha256", crypto::HashAlgorithm::kSha256, 32, options);
}

std::unique_ptr<Hasher> make_pbkdf2_sha1(Pbkdf2Options options) {
  return std::make_unique<Pbkdf2Hasher>("pbkdf2_sha1", crypto::HashAlgorithm::kSha1, 20, options);
}

}  // namespace narvi::accounts
