// The recorded hashes of tests/contracts/vectors/django.json (kinds hasher_*, password_usable).

#include <gtest/gtest.h>

#include <set>

#include "accounts/hashers_for_tests.h"
#include "accounts/vector_file.h"

namespace narvi::accounts {
namespace {

using vectors::Case;
using vectors::Members;
using vectors::replay;

/// True at the first version of a case: hashing does not depend on the version, and some of it is slow.
class Once {
 public:
  bool operator()(const Case& c) { return done_.insert(c.name).second; }
  std::size_t count() const { return done_.size(); }

 private:
  std::set<std::string> done_;
};

unsigned number(const Members& members, std::string_view key, unsigned otherwise) {
  return members.has(key) ? static_cast<unsigned>(members.integer(key)) : otherwise;
}

bool is_bcrypt(std::string_view algorithm) {
  return algorithm == "bcrypt" || algorithm == "bcrypt_sha256";
}

/// The hasher of `algorithm` with the parameters that the case names, or Django's.
std::unique_ptr<Hasher> hasher_for(std::string_view algorithm, const Members& parameters, unsigned tag_size) {
  TestCosts costs;
  costs.pbkdf2.iterations = number(parameters, "iterations", 1);
  costs.argon2.time_cost = number(parameters, "time_cost", 2);
  costs.argon2.memory_cost = number(parameters, "memory_cost", 102'400);
  costs.argon2.parallelism = number(parameters, "parallelism", 8);
  costs.argon2.hash_length = number(parameters, "hash_len", tag_size);
  costs.scrypt.work_factor = number(parameters, "work_factor", number(parameters, "n", 16'384));
  costs.scrypt.block_size = number(parameters, "block_size", number(parameters, "r", 8));
  costs.scrypt.parallelism = number(parameters, "parallelism", number(parameters, "p", 1));
  costs.bcrypt.rounds = number(parameters, "rounds", 12);
  for (std::unique_ptr<Hasher>& hasher : every_hasher(costs)) {
    if (hasher->algorithm() == algorithm) {
      return std::move(hasher);
    }
  }
  throw std::logic_error("no hasher " + std::string(algorithm));
}

/// Django hands bcrypt its salt as `$2b$12$<22 characters>`; we name the rounds when the hasher is made.
std::string bcrypt_encoded(std::string_view algorithm, const Members& inputs) {
  const std::string& salt = inputs.text("salt");
  TestCosts costs;
  costs.bcrypt.rounds = static_cast<unsigned>(std::stoul(salt.substr(4, 2)));
  const auto hasher = algorithm == "bcrypt" ? make_bcrypt(costs.bcrypt) : make_bcrypt_sha256(costs.bcrypt);
  return *hasher->encode(SecretText(inputs.text("password")), salt.substr(7));
}

/// New argon2 hashes are always argon2id: the other varieties are shown by verifying what is expected.
void expect_variety_verifies(const Case& c) {
  EXPECT_EQ(make_argon2({})->verify(SecretText(c.inputs.text("password")), c.expected.text("encoded")),
            Verification::kCorrect);
}

TEST(HasherVectors, Encode) {
  Once once;
  const std::size_t cases = replay("hasher_encode", [&](const Case& c) {
    if (!once(c)) {
      return;
    }
    const std::string& algorithm = c.inputs.text("algorithm");
    if (c.inputs.optional_text("variety").value_or("ID") != "ID") {
      expect_variety_verifies(c);
      return;
    }
    const std::string& expected = c.expected.text("encoded");
    if (is_bcrypt(algorithm)) {
      EXPECT_EQ(bcrypt_encoded(algorithm, c.inputs), expected);
      return;
    }
    // The library of the release decides the tag's length where the case does not name it.
    const unsigned tag_size = c.name.find("hashlen16") != std::string::npos ? 16 : 32;
    const auto hasher = hasher_for(algorithm, c.inputs, tag_size);
    EXPECT_EQ(hasher->encode(SecretText(c.inputs.text("password")), c.inputs.text("salt")).value_or("error"),
              expected);
  });
  EXPECT_EQ(cases, 38U);
  EXPECT_EQ(once.count(), cases);
}

TEST(HasherVectors, Verify) {
  const Hashers hashers(every_hasher());  // cheap throw-away hashes: verifying uses the stored cost
  Once once;
  std::size_t left_out = 0;
  const std::size_t cases = replay("hasher_verify", [&](const Case& c) {
    if (!once(c)) {
      return;
    }
    if (c.name == "hasher.verify.bcrypt.73_bytes_vs_72@6.1.1") {
      // That bcrypt library raises for passwords over 72 bytes, so that users who have one cannot log in any
      // more; we read them as all libraries did when the hashes were made.
      EXPECT_EQ(c.expected.text("upstream_raises"), "ValueError");
      ++left_out;
      return;
    }
    const PasswordCheck check = check_password(hashers, SecretText(c.inputs.text("password")),
                                               c.inputs.text("encoded"), UpgradeRule::kAsDjango);
    EXPECT_EQ(check.correct(), c.expected.boolean("result"));
  });
  EXPECT_EQ(cases, 65U);
  EXPECT_EQ(left_out, 1U);
}

/// Whether the release still ships a hasher for `algorithm` (contract django-auth §6.1).
bool is_shipped(std::string_view algorithm, const DjangoBehaviour& django) {
  if (algorithm == "scrypt") {
    return django.version != DjangoVersion::k3_2;
  }
  const bool is_ancient = algorithm == "sha1" || algorithm.starts_with("unsalted") || algorithm == "crypt";
  return !is_ancient || django_major(django.version) < 5;
}

TEST(HasherVectors, Identify) {
  const std::size_t cases = replay("hasher_identify", [&](const Case& c) {
    std::vector<std::unique_ptr<Hasher>> shipped;
    for (std::unique_ptr<Hasher>& hasher : every_hasher()) {
      if (is_shipped(hasher->algorithm(), c.version)) {
        shipped.push_back(std::move(hasher));
      }
    }
    const Hashers hashers(std::move(shipped));
    const std::string& encoded = c.inputs.text("encoded");
    const Hasher* const hasher = hashers.identify(encoded);
    const std::optional<std::string> expected = c.expected.optional_text("algorithm");
    ASSERT_EQ(hasher != nullptr, expected.has_value());
    if (expected) {
      EXPECT_EQ(hasher->algorithm(), *expected);
    } else {
      EXPECT_EQ("Unknown password hashing algorithm '" + std::string(claimed_algorithm(encoded)) +
                    "'. Did you specify it in the PASSWORD_HASHERS setting?",
                c.expected.text("message"));
    }
  });
  EXPECT_EQ(cases, 17U);
}

TEST(HasherVectors, MustUpdate) {
  const std::size_t cases = replay("hasher_must_update", [&](const Case& c) {
    const std::string& preferred = c.inputs.text("preferred");
    const auto hasher = hasher_for(preferred, c.inputs.object("preferred_params"), 32);
    const std::string& encoded = c.inputs.text("encoded");
    EXPECT_EQ(hasher->must_update(encoded), c.expected.boolean("must_update"));
    const bool costs_more = c.name.find("MORE") != std::string::npos || c.name.ends_with(".higher") ||
                            c.name.ends_with("p5_when_default_p1") ||
                            c.name.ends_with("hashlen32_when_default_hashlen16");
    EXPECT_EQ(hasher->is_weaker(encoded), c.expected.boolean("must_update") && !costs_more);
    if (preferred == "pbkdf2_sha256") {
      EXPECT_EQ(c.inputs.object("preferred_params").integer("iterations"), c.version.pbkdf2_iterations);
    } else if (preferred == "scrypt") {
      EXPECT_EQ(c.inputs.object("preferred_params").integer("parallelism"), c.version.scrypt_parallelism);
    }
  });
  EXPECT_EQ(cases, 31U);
}

TEST(HasherVectors, SafeSummary) {
  const Hashers hashers(every_hasher());
  const std::size_t cases = replay("hasher_safe_summary", [&](const Case& c) {
    const Hasher* const hasher = hashers.identify(c.inputs.text("encoded"));
    ASSERT_NE(hasher, nullptr);
    http::json::Array rows;
    for (const auto& [label, value] : hasher->safe_summary(c.inputs.text("encoded"))) {
      rows.push_back(http::json::Array{label, value});
    }
    EXPECT_EQ(http::json::Value(rows), c.expected.at("summary"));
  });
  EXPECT_EQ(cases, 3U);
}

TEST(HasherVectors, Usable) {
  const std::size_t cases = replay("password_usable", [](const Case& c) {
    EXPECT_EQ(is_password_usable(c.inputs.text("encoded")), c.expected.boolean("usable"));
  });
  EXPECT_EQ(cases, 4U);
}

}  // namespace
}  // namespace narvi::accounts
