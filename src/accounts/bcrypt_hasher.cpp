#include "accounts/bcrypt_hasher.h"

#include "accounts/encoded_hash.h"
#include "crypto/bcrypt.h"
#include "crypto/digest.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

struct Encoded {
  std::string_view variant;  ///< "2a", "2b", "2y"
  std::string_view rounds_text;
  unsigned rounds = 0;
  std::string_view salt;
  std::string_view hash;
};

bool is_bcrypt_character(char c) {
  return (c >= '.' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Two digits, 04 to 31.
unsigned read_rounds(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) {
    return 0;
  }
  const auto rounds = static_cast<unsigned>((text[0] - '0') * 10 + (text[1] - '0'));
  return rounds >= crypto::kFewestBcryptRounds && rounds <= crypto::kMostBcryptRounds ? rounds : 0;
}

std::optional<Encoded> parse(std::string_view encoded, std::string_view algorithm) {
  std::string_view rest = encoded;
  const auto name = take_field(rest);
  const auto nothing = take_field(rest);
  const auto variant = take_field(rest);
  const auto rounds = take_field(rest);
  if (!name || *name != algorithm || !nothing || !nothing->empty() || !variant || !rounds ||
      (*variant != "2a" && *variant != "2b" && *variant != "2y") || read_rounds(*rounds) == 0 ||
      rest.size() != crypto::kBcryptSaltLength + crypto::kBcryptHashLength) {
    return std::nullopt;
  }
  for (const char c : rest) {
    if (!is_bcrypt_character(c)) {
      return std::nullopt;
    }
  }
  return Encoded{*variant, *rounds, read_rounds(*rounds), rest.substr(0, crypto::kBcryptSaltLength),
                 rest.substr(crypto::kBcryptSaltLength)};
}

/// `$2b$12$<salt><hash>` without what stands before the salt: the three variants differ in the name only.
std::string_view behind_rounds(std::string_view text) {
  return text.substr(text.size() - crypto::kBcryptSaltLength - crypto::kBcryptHashLength);
}

class BcryptHasher final : public Hasher {
 public:
  BcryptHasher(std::string_view algorithm, bool hashes_first, BcryptOptions options)
      : algorithm_(algorithm), hashes_first_(hashes_first), options_(options) {}

  std::string_view algorithm() const override { return algorithm_; }

  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    const SecretText input = input_of(password);
    if (input.reveal().find('\0') != std::string::npos) {
      return fail(ErrorKind::kInvalid, "bcrypt cannot hash a password with a NUL character");
    }
    const auto made = crypto::bcrypt(input.reveal(), options_.rounds, salt);
    if (!made) {
      return fail(ErrorKind::kInvalid, "this is not a salt for bcrypt");
    }
    return std::string(algorithm_) + '$' + *made;
  }

  std::string decoy() const override {
    const std::string rounds = std::to_string(options_.rounds);
    return std::string(algorithm_) + "$$2b$" + (rounds.size() == 1 ? "0" : "") + rounds + '$' +
           std::string(crypto::kBcryptSaltLength + crypto::kBcryptHashLength, '.');
  }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    if (!stored) {
      return Verification::kMalformed;
    }
    if (stored->rounds > options_.rounds_ceiling) {
      return Verification::kTooCostly;
    }
    const SecretText input = input_of(password);
    const std::size_t nul = input.reveal().find('\0');
    // What stands before a NUL is hashed for the time it takes; it is never the password.
    const auto made =
        crypto::bcrypt(std::string_view(input.reveal()).substr(0, nul), stored->rounds, stored->salt);
    if (!made) {
      return Verification::kMalformed;
    }
    const bool equal = crypto::same(behind_rounds(*made), behind_rounds(encoded));
    return equal && nul == std::string::npos ? Verification::kCorrect : Verification::kWrong;
  }

  bool must_update(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    return stored && stored->rounds != options_.rounds;
  }

  bool is_weaker(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    return stored && stored->rounds < options_.rounds;
  }

  void harden_runtime(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    if (!stored || stored->rounds >= options_.rounds) {
      return;
    }
    const SecretText input = input_of(password);
    const std::string_view read = std::string_view(input.reveal()).substr(0, input.reveal().find('\0'));
    const std::uint64_t missing = (std::uint64_t{1} << (options_.rounds - stored->rounds)) - 1;
    for (std::uint64_t run = 0; run < missing; ++run) {
      crypto::bcrypt(read, stored->rounds, stored->salt);
    }
  }

  SafeSummary safe_summary(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    if (!stored) {
      return {};
    }
    return {{"algorithm", std::string(algorithm_)},
            {"work factor", std::to_string(stored->rounds)},
            {"salt", masked(stored->salt)},
            {"checksum", masked(stored->hash)}};
  }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    const std::optional<Encoded> stored = parse(encoded, algorithm_);
    const bool computes = stored && stored->rounds <= options_.rounds_ceiling;
    return computes ? std::optional<std::uint64_t>(0) : std::nullopt;
  }

 private:
  SecretText input_of(const SecretText& password) const {
    return hashes_first_ ? SecretText(crypto::sha256(password.reveal()).hex()) : password;
  }

  std::string_view algorithm_;
  bool hashes_first_;
  BcryptOptions options_;
};

}  // namespace

std::unique_ptr<Hasher> make_bcrypt_sha256(BcryptOptions options) {
  return std::make_unique<BcryptHasher>("bcrypt_sha256", true, options);
}

std::unique_ptr<Hasher> make_bcrypt(BcryptOptions options) {
  return std::make_unique<BcryptHasher>("bcrypt", false, options);
}

}  // namespace narvi::accounts
