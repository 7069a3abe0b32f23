#include "accounts/argon2_hasher.h"

#include "accounts/argon2_encoded.h"
#include "accounts/encoded_hash.h"
#include "base/utf8.h"
#include "crypto/same.h"

namespace narvi::accounts {

namespace {

using crypto::Argon2Parameters;
using crypto::Argon2Type;
using crypto::Argon2Version;

/// What Django shows for a hash without `v=`: argon2-cffi takes it for version 18, though it computes 16.
constexpr unsigned kVersionShownWithoutName = 18;

class Argon2Hasher final : public Hasher {
 public:
  explicit Argon2Hasher(Argon2Options options)
      : options_(options),
        fresh_{Argon2Type::kId, Argon2Version::k13, options.memory_cost, options.time_cost,
               options.parallelism} {}

  std::string_view algorithm() const override { return "argon2"; }

  Result<std::string> encode(const SecretText& password, std::string_view salt) const override {
    return write_argon2(fresh_, salt, crypto::argon2(fresh_, password.reveal(), salt, options_.hash_length));
  }

  std::string decoy() const override {
    return write_argon2(fresh_, kDecoySalt, std::string(options_.hash_length, '\0'));
  }

  Verification verify(const SecretText& password, std::string_view encoded) const override {
    const std::optional<Argon2Encoded> stored = parse_argon2(encoded);
    if (!stored) {
      return Verification::kMalformed;
    }
    if (is_too_costly(stored->parameters)) {
      return Verification::kTooCostly;
    }
    const std::string tag =
        crypto::argon2(stored->parameters, password.reveal(), stored->salt, stored->tag.size());
    return crypto::same(tag, stored->tag) ? Verification::kCorrect : Verification::kWrong;
  }

  bool must_update(std::string_view encoded) const override {
    const std::optional<Argon2Encoded> stored = parse_argon2(encoded);
    if (!stored) {
      return false;
    }
    const Argon2Parameters& old = stored->parameters;
    return old.type != fresh_.type || old.version != fresh_.version || old.memory != fresh_.memory ||
           old.passes != fresh_.passes || old.lanes != fresh_.lanes ||
           stored->tag.size() != options_.hash_length || has_short_salt(*stored);
  }

  /// Lanes are no cost of their own: the work is memory times passes, however it is divided.
  bool is_weaker(std::string_view encoded) const override {
    const std::optional<Argon2Encoded> stored = parse_argon2(encoded);
    if (!stored) {
      return false;
    }
    const Argon2Parameters& old = stored->parameters;
    const bool costs_more = old.memory > fresh_.memory || old.passes > fresh_.passes;
    const bool costs_less = old.memory < fresh_.memory || old.passes < fresh_.passes;
    const bool is_older = old.type != fresh_.type || old.version != fresh_.version ||
                          stored->tag.size() < options_.hash_length || has_short_salt(*stored);
    return !costs_more && (costs_less || is_older);
  }

  /// Nothing, as in Django: no part of an argon2 hash could be computed afterwards.
  void harden_runtime(const SecretText& /*password*/, std::string_view /*encoded*/) const override {}

  SafeSummary safe_summary(std::string_view encoded) const override {
    const std::optional<Argon2Encoded> stored = parse_argon2(encoded);
    if (!stored) {
      return {};
    }
    const Argon2Parameters& old = stored->parameters;
    const unsigned version =
        stored->names_version ? static_cast<unsigned>(old.version) : kVersionShownWithoutName;
    return {{"algorithm", "argon2"},
            {"variety", std::string(stored->variety)},
            {"version", std::to_string(version)},
            {"memory cost", std::to_string(old.memory)},
            {"time cost", std::to_string(old.passes)},
            {"parallelism", std::to_string(old.lanes)},
            {"salt", masked(utf8_from_latin1(stored->salt))},
            {"hash", masked(stored->tag_text)}};
  }

  std::uint64_t encode_memory() const override { return crypto::argon2_memory(fresh_); }

  std::optional<std::uint64_t> verify_memory(std::string_view encoded) const override {
    const std::optional<Argon2Encoded> stored = parse_argon2(encoded);
    const bool computes = stored && !is_too_costly(stored->parameters);
    return computes ? std::optional(crypto::argon2_memory(stored->parameters)) : std::nullopt;
  }

 private:
  /// Django counts the characters of the salt read as Latin-1.
  static bool has_short_salt(const Argon2Encoded& stored) { return stored.salt.size() < kSaltLength; }

  bool is_too_costly(const Argon2Parameters& asked) const {
    return std::uint64_t{asked.memory} * asked.passes > options_.work_ceiling ||
           crypto::argon2_memory(asked) > options_.memory_ceiling;
  }

  Argon2Options options_;
  Argon2Parameters fresh_;
};

}  // namespace

std::unique_ptr<Hasher> make_argon2(Argon2Options options) {
  return std::make_unique<Argon2Hasher>(options);
}

}  // namespace narvi::accounts
