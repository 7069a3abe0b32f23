#include "accounts/password_hash.h"

#include <gtest/gtest.h>

#include "accounts/pbkdf2_hasher.h"

namespace narvi::accounts {
namespace {

Hashers hashers_with(unsigned iterations, unsigned ceiling = 5'000'000) {
  std::vector<std::unique_ptr<Hasher>> ordered;
  ordered.push_back(make_pbkdf2_sha256({iterations, ceiling}));
  ordered.push_back(make_pbkdf2_sha1({iterations, ceiling}));
  return Hashers(std::move(ordered));
}

TEST(CheckPassword, MalformedHashesAreNoPassword) {
  const Hashers hashers = hashers_with(1);
  const std::string good = *hashers.preferred().encode(SecretText("secret"), "aaaaaaaaaaaaaaaaaaaaaa");
  const std::string_view hash = std::string_view(good).substr(good.rfind('$'));
  for (const std::string& encoded : {std::string("pbkdf2_sha256"), std::string("pbkdf2_sha256$"),
                                     std::string("pbkdf2_sha256$1"), std::string("pbkdf2_sha256$1$$x"),
                                     std::string("pbkdf2_sha256$-1$aaaaaaaaaaaaaaaaaaaaaa").append(hash),
                                     std::string("pbkdf2_sha256$+1$aaaaaaaaaaaaaaaaaaaaaa").append(hash),
                                     std::string("pbkdf2_sha256$0$aaaaaaaaaaaaaaaaaaaaaa").append(hash),
                                     std::string("pbkdf2_sha256$01$aaaaaaaaaaaaaaaaaaaaaa").append(hash),
                                     std::string("pbkdf2_sha256$1_0$aaaaaaaaaaaaaaaaaaaaaa").append(hash)}) {
    const PasswordCheck check =
        check_password(hashers, SecretText("secret"), encoded, UpgradeRule::kOnlyStronger);
    EXPECT_EQ(check.verification, Verification::kMalformed) << encoded;
    EXPECT_TRUE(hashers.preferred().safe_summary(encoded).empty());
    EXPECT_FALSE(hashers.preferred().must_update(encoded));
  }
  EXPECT_TRUE(check_password(hashers, SecretText("secret"), good, UpgradeRule::kOnlyStronger).correct());
}

TEST(CheckPassword, TooCostlyHashesAreRefusedUncomputed) {
  const Hashers hashers = hashers_with(1, 1000);
  for (const std::string_view iterations : {"1001", "4294967295", "4294967296", "99999999999999999999999"}) {
    const std::string encoded = "pbkdf2_sha256$" + std::string(iterations) + "$aaaaaaaaaaaaaaaaaaaaaa$AAAA";
    EXPECT_EQ(check_password(hashers, SecretText("x"), encoded, UpgradeRule::kAsDjango).verification,
              Verification::kTooCostly);
  }
}

TEST(CheckPassword, UpgradeGoesUpwardUnlessToldOtherwise) {
  const SecretText password("secret");
  const std::string salt(kSaltLength, 'a');
  const Hashers hashers = hashers_with(100);
  const auto encoded = [&](unsigned iterations) {
    return *make_pbkdf2_sha256({iterations})->encode(password, salt);
  };
  const auto update = [&](std::string_view hash, UpgradeRule rule) {
    const PasswordCheck check = check_password(hashers, password, hash, rule);
    EXPECT_TRUE(check.correct());
    return check.must_update;
  };
  EXPECT_FALSE(update(encoded(100), UpgradeRule::kOnlyStronger));
  EXPECT_TRUE(update(encoded(99), UpgradeRule::kOnlyStronger));
  EXPECT_FALSE(update(encoded(101), UpgradeRule::kOnlyStronger));
  EXPECT_TRUE(update(encoded(101), UpgradeRule::kAsDjango));
  EXPECT_TRUE(update(*make_pbkdf2_sha1({100})->encode(password, salt), UpgradeRule::kOnlyStronger));
  EXPECT_TRUE(update(*make_pbkdf2_sha256({100})->encode(password, "short"), UpgradeRule::kOnlyStronger));
  EXPECT_FALSE(update(*make_pbkdf2_sha256({101})->encode(password, "short"), UpgradeRule::kOnlyStronger));
  EXPECT_FALSE(check_password(hashers, SecretText("wrong"), encoded(99), UpgradeRule::kAsDjango).must_update);
}

/// Counts what is asked of it; verifies nothing.
class CountingHasher final : public Hasher {
 public:
  struct Counts {
    int decoys = 0;
    int hardened = 0;
  };
  explicit CountingHasher(Counts& counts) : counts_(counts) {}
  std::string_view algorithm() const override { return "counting"; }
  Result<std::string> encode(const SecretText&, std::string_view) const override { return "counting$x"; }
  std::string decoy() const override { return "counting$decoy"; }
  Verification verify(const SecretText&, std::string_view encoded) const override {
    counts_.decoys += encoded == decoy() ? 1 : 0;
    return encoded == "counting$costly" ? Verification::kTooCostly : Verification::kWrong;
  }
  bool must_update(std::string_view encoded) const override { return encoded == "counting$old"; }
  bool is_weaker(std::string_view) const override { return false; }
  void harden_runtime(const SecretText&, std::string_view) const override { ++counts_.hardened; }
  SafeSummary safe_summary(std::string_view) const override { return {}; }
  std::optional<std::uint64_t> verify_memory(std::string_view) const override { return 0; }

 private:
  Counts& counts_;
};

TEST(CheckPassword, WhateverCannotBeVerifiedCostsOneHash) {
  for (const std::string_view encoded : {"", "!", "!abc", "lolwut", "md5$salt$hash", "counting$costly"}) {
    CountingHasher::Counts counts;
    std::vector<std::unique_ptr<Hasher>> ordered;
    ordered.push_back(std::make_unique<CountingHasher>(counts));
    EXPECT_FALSE(check_password(Hashers(std::move(ordered)), SecretText("x"), encoded, UpgradeRule::kAsDjango)
                     .correct());
    EXPECT_EQ(counts.decoys, 1) << encoded;
    EXPECT_EQ(counts.hardened, 0) << encoded;
  }
}

TEST(CheckPassword, WrongPasswordAgainstAnOldHashIsHardened) {
  CountingHasher::Counts counts;
  std::vector<std::unique_ptr<Hasher>> ordered;
  ordered.push_back(std::make_unique<CountingHasher>(counts));
  const Hashers hashers(std::move(ordered));
  check_password(hashers, SecretText("x"), "counting$current", UpgradeRule::kAsDjango);
  EXPECT_EQ(counts.hardened, 0);
  check_password(hashers, SecretText("x"), "counting$old", UpgradeRule::kAsDjango);
  EXPECT_EQ(counts.hardened, 1);
  EXPECT_EQ(counts.decoys, 0);
}

TEST(UnusablePassword, IsDifferentEachTimeAndNeverVerifies) {
  SystemRandom random;
  const std::string first = make_unusable_password(random);
  EXPECT_EQ(first.size(), 41U);
  EXPECT_NE(first, make_unusable_password(random));
  const Hashers hashers = hashers_with(1);
  EXPECT_EQ(check_password(hashers, SecretText(first), first, UpgradeRule::kAsDjango).verification,
            Verification::kUnusable);
}

}  // namespace
}  // namespace narvi::accounts
