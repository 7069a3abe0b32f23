#include "accounts/scrypt_hasher.h"

#include "accounts/encoded_hash.h"
#include "base/base64.h"
#include "crypto/same.h"
#include "crypto/scrypt.h"

namespace narvi::accounts {

namespace {

using crypto::ScryptParameters;

constexpr std::string_view kAlgorithm = "scrypt";
constexpr std::size_t kDerivedSize = 64;

struct Encoded {
  ScryptParameters parameters;
  std::string_view salt;
  std::string_view hash;
};

std::optional<Encoded> parse(std::string_view encoded) {
  std::string_view rest = encoded;
  const auto name = take_field(rest);
  const auto work_factor = take_field(rest);
  const auto salt = take_field(rest);
  const auto block_size = take_field(rest);
  const auto parallelism = take_field(rest);
  if (!name || *name != kAlgorithm || !parallelism || salt->empty() ||
      rest.find('$') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<unsigned> n = read_cost(*work_factor);
  const std::optional<unsigned> r = read_cost(*block_size);
  const std::optional<unsigned> p = read_cost(*parallelism);
  if (!n || !r || !p) {
    return std::nullopt;
  }
  return Encoded{{*n, *r, *p}, *salt, rest};
}

std::string derive(const ScryptParameters& parameters, const SecretText& password, std::string_view salt) {
  return base64_encode(crypto::scrypt(parameters, password.reveal(), salt, kDerivedSize));
}

class ScryptHasher final : public Hasher {
 public:
  explicit ScryptHasher(ScryptOptions options)
      : options_(options), fresh_{options.work_factor, options.block_size, options.parallelism} {}

  std::string_view algorithm() const override { return kAlgorithm; }

  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    return write(salt, derive(fresh_, password, salt));
  }

  std::string decoy() const override {
    return write(kDecoySalt, base64_encode(std::string(kDerivedSize, '\0')));
  }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return Verification::kMalformed;
    }
    if (is_too_costly(stored->parameters)) {
      return Verification::kTooCostly;
    }
    if (!crypto::scrypt_allows(stored->parameters)) {
      return Verification::kMalformed;
    }
    return crypto::same(derive(stored->parameters, password, stored->salt), stored->hash)
               ? Verification::kCorrect
               : Verification::kWrong;
  }

  /// The salt does not matter, as in Django.
  bool must_update(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    return stored && (stored->parameters.n != fresh_.n || stored->parameters.r != fresh_.r ||
                      stored->parameters.p != fresh_.p);
  }

  bool is_weaker(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return false;
    }
    const auto [n, r, p] = stored->parameters;
    const bool costs_more = n > fresh_.n || r > fresh_.r || p > fresh_.p;
    const bool costs_less = n < fresh_.n || r < fresh_.r || p < fresh_.p;
    return costs_less && !costs_more;
  }

  /// Nothing, as in Django.
  void harden_runtime(const SecretText& /*password*/, std::string_view /*encoded*/) const override {}

  SafeSummary safe_summary(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return {};
    }
    return {{"algorithm", std::string(kAlgorithm)},
            {"work factor", std::to_string(stored->parameters.n)},
            {"block size", std::to_string(stored->parameters.r)},
            {"parallelism", std::to_string(stored->parameters.p)},
            {"salt", masked(stored->salt)},
            {"hash", masked(stored->hash)}};
  }

  std::uint64_t encode_memory() const override { return crypto::scrypt_memory(fresh_); }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    const bool computes =
        stored && !is_too_costly(stored->parameters) && crypto::scrypt_allows(stored->parameters);
    return computes ? std::optional(crypto::scrypt_memory(stored->parameters)) : std::nullopt;
  }

 private:
  std::string write(std::string_view salt, std::string_view hash) const {
    return std::string(kAlgorithm) + '$' + std::to_string(fresh_.n) + '$' + std::string(salt) + '$' +
           std::to_string(fresh_.r) + '$' + std::to_string(fresh_.p) + '$' + std::string(hash);
  }

  bool is_too_costly(const ScryptParameters& asked) const {
    // One factor after the other, because the product of three may not fit.
    const std::uint64_t one_lane = std::uint64_t{asked.n} * asked.r;
    return one_lane > options_.work_ceiling || one_lane * asked.p > options_.work_ceiling ||
           crypto::scrypt_memory(asked) > options_.memory_ceiling;
  }

  ScryptOptions options_;
  ScryptParameters fresh_;
};

}  // namespace

std::unique_ptr<Hasher> make_scrypt(ScryptOptions options) {
  return std::make_unique<ScryptHasher>(options);
}

}  // namespace narvi::accounts
