#include "accounts/digest_hashers.h"

#include "accounts/encoded_hash.h"
#include "crypto/digest.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

using crypto::HashAlgorithm;

constexpr std::uint64_t kNoMemory = 0;

class SaltedHasher final : public Hasher {
 public:
  SaltedHasher(std::string_view algorithm, HashAlgorithm hash) : algorithm_(algorithm), hash_(hash) {}

  std::string_view algorithm() const override { return algorithm_; }

  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    return std::string(algorithm_) + '$' + std::string(salt) + '$' + digest_of(password, salt);
  }

  std::string decoy() const override {
    return std::string(algorithm_) + '$' + std::string(kDecoySalt) + "$no digest";
  }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return Verification::kMalformed;
    }
    return crypto::same(digest_of(password, stored->salt), stored->hash) ? Verification::kCorrect
                                                                         : Verification::kWrong;
  }

  bool must_update(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    return stored && is_short_salt(stored->salt);
  }

  bool is_weaker(std::string_view encoded) const override { return must_update(encoded); }

  void harden_runtime(const SecretText& /*password*/, std::string_view /*encoded*/) const override {}

  SafeSummary safe_summary(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded);
    if (!stored) {
      return {};
    }
    return {{"algorithm", std::string(algorithm_)},
            {"salt", masked(stored->salt, 2)},
            {"hash", masked(stored->hash)}};
  }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    return parse(encoded) ? std::optional(kNoMemory) : std::nullopt;
  }

 private:
  struct Encoded {
    std::string_view salt;
    std::string_view hash;
  };

  std::optional<Encoded> parse(std::string_view encoded) const {
    std::string_view rest = encoded;
    const auto name = take_field(rest);
    const auto salt = take_field(rest);
    if (!name || *name != algorithm_ || !salt || salt->empty()) {
      return std::nullopt;
    }
    return Encoded{*salt, rest};
  }

  std::string digest_of(const SecretText& password, std::string_view salt) const {
    return crypto::digest(hash_, {salt, password.reveal()}).hex();
  }

  std::string_view algorithm_;
  HashAlgorithm hash_;
};

class UnsaltedHasher final : public Hasher {
 public:
  struct Format {
    std::string_view algorithm;
    HashAlgorithm hash;
    std::string_view written_prefix;
    std::string_view read_prefix;  ///< may also stand before the digits
    std::size_t shown;             ///< characters of the hash in a summary
  };

  explicit UnsaltedHasher(Format format) : format_(format) {}

  std::string_view algorithm() const override { return format_.algorithm; }

  Result<std::string> encode(const SecretText& password, std::string_view /*salt*/) const override {
    return std::string(format_.written_prefix) + crypto::digest(format_.hash, {password.reveal()}).hex();
  }

  std::string decoy() const override {
    const std::size_t digits = crypto::digest(format_.hash, {}).hex().size();
    return std::string(format_.written_prefix) + std::string(digits, '0');
  }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    if (!is_ours(encoded)) {
      return Verification::kMalformed;
    }
    return crypto::same(crypto::digest(format_.hash, {password.reveal()}).hex(), digits_of(encoded))
               ? Verification::kCorrect
               : Verification::kWrong;
  }

  bool must_update(std::string_view /*encoded*/) const override { return false; }
  bool is_weaker(std::string_view /*encoded*/) const override { return false; }
  void harden_runtime(const SecretText& /*password*/, std::string_view /*encoded*/) const override {}

  /// Django shows the prefix that it does not write as part of the hash.
  SafeSummary safe_summary(std::string_view encoded) const override {
    if (!is_ours(encoded)) {
      return {};
    }
    return {{"algorithm", std::string(format_.algorithm)},
            {"hash", masked(encoded.substr(format_.written_prefix.size()), format_.shown)}};
  }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    return is_ours(encoded) ? std::optional(kNoMemory) : std::nullopt;
  }

 private:
  bool is_ours(std::string_view encoded) const { return claimed_algorithm(encoded) == format_.algorithm; }

  std::string_view digits_of(std::string_view encoded) const {
    const bool prefixed = encoded.starts_with(format_.read_prefix);
    return encoded.substr(prefixed ? format_.read_prefix.size() : 0);
  }

  Format format_;
};

}  // namespace

std::unique_ptr<Hasher> make_md5() {
  return std::make_unique<SaltedHasher>("md5", HashAlgorithm::kMd5);
}

std::unique_ptr<Hasher> make_sha1() {
  return std::make_unique<SaltedHasher>("sha1", HashAlgorithm::kSha1);
}

std::unique_ptr<Hasher> make_unsalted_md5() {
  return std::make_unique<UnsaltedHasher>(
      UnsaltedHasher::Format{"unsalted_md5", HashAlgorithm::kMd5, "", "md5$$", 3});
}

std::unique_ptr<Hasher> make_unsalted_sha1() {
  return std::make_unique<UnsaltedHasher>(
      UnsaltedHasher::Format{"unsalted_sha1", HashAlgorithm::kSha1, "sha1$$", "sha1$$", 6});
}

}  // namespace narvi::accounts
