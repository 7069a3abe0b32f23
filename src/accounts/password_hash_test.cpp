#include "accounts/password_hash.h"

#include <gtest/gtest.h>

#include <set>

#include "accounts/pbkdf2_hasher.h"
#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::replay;

/// The algorithms whose vectors replay here; the others come with their hashers and verify as kUnknown until
/// then.
bool is_ours(std::string_view algorithm) {
  return algorithm == "pbkdf2_sha256" || algorithm == "pbkdf2_sha1";
}

Hashers hashers_with(unsigned iterations, unsigned ceiling = 5'000'000) {
  std::vector<std::unique_ptr<Hasher>> ordered;
  ordered.push_back(make_pbkdf2_sha256({iterations, ceiling}));
  ordered.push_back(make_pbkdf2_sha1({iterations, ceiling}));
  return Hashers(std::move(ordered));
}

TEST(HasherVectors, Encode) {
  std::size_t ours = 0;
  replay("hasher_encode", [&](const Case& c) {
    const std::string& algorithm = c.inputs.text("algorithm");
    if (!is_ours(algorithm)) {
      return;
    }
    ++ours;
    const Pbkdf2Options options{static_cast<unsigned>(c.inputs.integer("iterations"))};
    const auto hasher = algorithm == "pbkdf2_sha1" ? make_pbkdf2_sha1(options) : make_pbkdf2_sha256(options);
    EXPECT_EQ(hasher->encode(SecretText(c.inputs.text("password")), c.inputs.text("salt")),
              c.expected.text("encoded"));
  });
  EXPECT_EQ(ours, 16U * 4U);
}

TEST(HasherVectors, Verify) {
  const Hashers hashers = hashers_with(1);  // cheap throw-away hashes: verifying uses the stored cost
  std::size_t ours = 0;
  const std::size_t cases = replay("hasher_verify", [&](const Case& c) {
    const std::string& encoded = c.inputs.text("encoded");
    const std::string_view algorithm = claimed_algorithm(encoded);
    const bool known = is_ours(algorithm);
    ours += known ? 1 : 0;
    const PasswordCheck check =
        check_password(hashers, SecretText(c.inputs.text("password")), encoded, UpgradeRule::kAsDjango);
    if (known || !c.expected.boolean("result")) {
      EXPECT_EQ(check.correct(), c.expected.boolean("result"));
    } else {
      EXPECT_EQ(check.verification, Verification::kUnknown);
    }
  });
  EXPECT_EQ(cases, 65U);
  EXPECT_EQ(ours, 14U * 4U);
}

TEST(HasherVectors, Identify) {
  const Hashers hashers = hashers_with(1);
  const std::size_t cases = replay("hasher_identify", [&](const Case& c) {
    const std::string& encoded = c.inputs.text("encoded");
    const std::string claimed(claimed_algorithm(encoded));
    const std::optional<std::string> expected = c.expected.optional_text("algorithm");
    if (expected) {
      EXPECT_EQ(claimed, *expected);
    } else {
      EXPECT_EQ(hashers.identify(encoded), nullptr);
      EXPECT_EQ("Unknown password hashing algorithm '" + claimed +
                    "'. Did you specify it in the PASSWORD_HASHERS setting?",
                c.expected.text("message"));
    }
    EXPECT_EQ(hashers.identify(encoded) != nullptr, is_ours(claimed));
  });
  EXPECT_EQ(cases, 17U);
}

TEST(HasherVectors, MustUpdate) {
  std::size_t ours = 0;
  replay("hasher_must_update", [&](const Case& c) {
    if (!is_ours(c.inputs.text("preferred"))) {
      return;
    }
    ++ours;
    const auto iterations = static_cast<unsigned>(c.inputs.object("preferred_params").integer("iterations"));
    EXPECT_EQ(iterations, c.version.pbkdf2_iterations);
    const std::string& encoded = c.inputs.text("encoded");
    const std::unique_ptr<Hasher> hasher = make_pbkdf2_sha256({iterations});
    EXPECT_EQ(hasher->must_update(encoded), c.expected.boolean("must_update"));
    const bool more = c.name.find("MORE") != std::string::npos;
    EXPECT_EQ(hasher->is_weaker(encoded), c.expected.boolean("must_update") && !more);
  });
  EXPECT_EQ(ours, 16U);
}

TEST(HasherVectors, SafeSummary) {
  std::size_t ours = 0;
  replay("hasher_safe_summary", [&](const Case& c) {
    const Hasher* const hasher = hashers_with(1).identify(c.inputs.text("encoded"));
    if (hasher == nullptr) {
      return;
    }
    ++ours;
    const Hashers hashers = hashers_with(1);
    http::json::Array rows;
    for (const auto& [label, value] : hashers.preferred().safe_summary(c.inputs.text("encoded"))) {
      rows.push_back(http::json::Array{label, value});
    }
    EXPECT_EQ(http::json::Value(rows), c.expected.at("summary"));
  });
  EXPECT_EQ(ours, 4U);
}

TEST(HasherVectors, Usable) {
  const std::size_t cases = replay("password_usable", [](const Case& c) {
    EXPECT_EQ(is_password_usable(c.inputs.text("encoded")), c.expected.boolean("usable"));
  });
  EXPECT_EQ(cases, 4U);
}

TEST(CheckPassword, MalformedHashesAreNoPassword) {
  const Hashers hashers = hashers_with(1);
  const std::string good = hashers.preferred().encode(SecretText("secret"), "aaaaaaaaaaaaaaaaaaaaaa");
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
    return make_pbkdf2_sha256({iterations})->encode(password, salt);
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
  EXPECT_TRUE(update(make_pbkdf2_sha1({100})->encode(password, salt), UpgradeRule::kOnlyStronger));
  EXPECT_TRUE(update(make_pbkdf2_sha256({100})->encode(password, "short"), UpgradeRule::kOnlyStronger));
  EXPECT_FALSE(check_password(hashers, SecretText("wrong"), encoded(99), UpgradeRule::kAsDjango).must_update);
}

/// Counts what is asked of it; verifies nothing.
class CountingHasher final : public Hasher {
 public:
  struct Counts {
    int encoded = 0;
    int hardened = 0;
  };
  explicit CountingHasher(Counts& counts) : counts_(counts) {}
  std::string_view algorithm() const override { return "counting"; }
  std::string encode(const SecretText&, std::string_view) const override {
    ++counts_.encoded;
    return "counting$x";
  }
  Verification verify(const SecretText&, std::string_view encoded) const override {
    return encoded == "counting$costly" ? Verification::kTooCostly : Verification::kWrong;
  }
  bool must_update(std::string_view encoded) const override { return encoded == "counting$old"; }
  bool is_weaker(std::string_view) const override { return false; }
  void harden_runtime(const SecretText&, std::string_view) const override { ++counts_.hardened; }
  SafeSummary safe_summary(std::string_view) const override { return {}; }

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
    EXPECT_EQ(counts.encoded, 1) << encoded;
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
  EXPECT_EQ(counts.encoded, 0);
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
