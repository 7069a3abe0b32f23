#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "app/class_names.h"
#include "app/hasher_settings.h"
#include "app/settings_check.h"
#include "crypto/argon2.h"
#include "crypto/scrypt.h"

namespace narvi::app {

namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;
constexpr unsigned kArgon2MemoryOfALane = 8;  // KiB, RFC 9106 §3.1

/// The algorithm that makes new hashes; empty if the list is wrong, which check_auth says.
std::string_view preferred_algorithm(const Settings& settings) {
  const std::vector<std::string>& names = settings.list("auth", "password_hashers");
  return names.empty() ? std::string_view() : hasher_algorithm(names.front()).value_or("");
}

const accounts::DjangoBehaviour* version_of(const Settings& settings) {
  const auto version = accounts::parse_django_version(settings.text("compat", "django"));
  return version ? &accounts::behaviour(*version) : nullptr;
}

/// Parameters for which no hash is defined.
bool check_shapes(Findings& findings, const HasherSettings& costs) {
  bool defined = true;
  const auto add = [&](std::string_view key, std::string_view message, std::string mend) {
    findings.add("auth", key, message, std::move(mend));
    defined = false;
  };
  if (costs.argon2.memory_cost / kArgon2MemoryOfALane < costs.argon2.parallelism) {
    add("argon2_memory_cost", "it is less than 8 KiB for each lane of argon2_parallelism",
        fmt::format("write at least {}", std::uint64_t{kArgon2MemoryOfALane} * costs.argon2.parallelism));
  }
  const accounts::ScryptOptions& scrypt = costs.scrypt;
  if (!std::has_single_bit(scrypt.work_factor)) {
    add("scrypt_n", "it is not a power of two",
        fmt::format("write {} or {}", std::bit_floor(scrypt.work_factor),
                    std::uint64_t{2} * std::bit_floor(scrypt.work_factor)));
  } else if (!crypto::scrypt_allows({scrypt.work_factor, scrypt.block_size, scrypt.parallelism})) {
    add("scrypt_r", "scrypt is not defined for these scrypt_n, scrypt_r and scrypt_p", "write scrypt_r = 8");
  }
  return defined;
}

void check_ceiling(Findings& findings, std::string_view ceiling, std::string_view cost, std::uint64_t limit,
                   std::uint64_t needed) {
  if (needed > limit) {
    findings.add("auth", ceiling,
                 fmt::format("new hashes would be over it and never verify: {} is {}", cost, needed),
                 fmt::format("write at least {}, or make new hashes cheaper", needed));
  }
}

void check_memory(Findings& findings, std::string_view algorithm, std::uint64_t limit, std::uint64_t needed) {
  if (needed > limit) {
    const std::uint64_t mebibytes = (needed + kMebibyte - 1) / kMebibyte;
    findings.add("auth", "hash_memory",
                 fmt::format("one new {} hash needs {} MiB: no login could be checked", algorithm, mebibytes),
                 fmt::format("write at least {}, and as often that as hashes shall run at once", mebibytes));
  }
}

void check_costs(Findings& findings, std::string_view algorithm, const HasherSettings& costs) {
  if (algorithm.starts_with("pbkdf2")) {
    check_ceiling(findings, "pbkdf2_iteration_ceiling", "their number of rounds",
                  costs.pbkdf2.iteration_ceiling, costs.pbkdf2.iterations);
  } else if (algorithm.starts_with("bcrypt")) {
    check_ceiling(findings, "bcrypt_rounds_ceiling", "bcrypt_rounds", costs.bcrypt.rounds_ceiling,
                  costs.bcrypt.rounds);
  } else if (algorithm == "argon2") {
    const accounts::Argon2Options& argon2 = costs.argon2;
    check_ceiling(findings, "argon2_work_ceiling", "argon2_memory_cost times argon2_time_cost",
                  argon2.work_ceiling, std::uint64_t{argon2.memory_cost} * argon2.time_cost);
    crypto::Argon2Parameters parameters;
    parameters.memory = argon2.memory_cost;
    check_memory(findings, algorithm, argon2.memory_ceiling, crypto::argon2_memory(parameters));
  } else if (algorithm == "scrypt") {
    const accounts::ScryptOptions& scrypt = costs.scrypt;
    // The product of three fits: r times p is below 2^30 (check_shapes).
    check_ceiling(findings, "scrypt_work_ceiling", "scrypt_n times scrypt_r times scrypt_p",
                  scrypt.work_ceiling,
                  std::uint64_t{scrypt.work_factor} * scrypt.block_size * scrypt.parallelism);
    check_memory(findings, algorithm, scrypt.memory_ceiling,
                 crypto::scrypt_memory({scrypt.work_factor, scrypt.block_size, scrypt.parallelism}));
  }
}

}  // namespace

void check_hashers(Findings& findings) {
  const Settings& settings = findings.settings();
  const accounts::DjangoBehaviour* const django = version_of(settings);
  if (django == nullptr) {
    return;
  }
  const HasherSettings costs = hasher_settings(settings, *django);
  if (check_shapes(findings, costs)) {
    check_costs(findings, preferred_algorithm(settings), costs);
  }
}

void warn_of_hashers(Findings& findings) {
  constexpr std::array<std::string_view, 5> kBroken = {"md5", "sha1", "unsalted_md5", "unsalted_sha1",
                                                       "crypt"};
  const Settings& settings = findings.settings();
  const std::string_view preferred = preferred_algorithm(settings);
  const accounts::DjangoBehaviour* const django = version_of(settings);
  const auto add = [&](const std::string& message, std::string mend) {
    findings.add("auth", "password_hashers",
                 fmt::format("\"{}\" {}", settings.list("auth", "password_hashers").front(), message),
                 std::move(mend));
  };
  if (std::find(kBroken.begin(), kBroken.end(), preferred) != kBroken.end()) {
    add("is good for tests only: who steals its hashes has the passwords",
        "put PBKDF2PasswordHasher first; listed behind it, old hashes are renewed as their users log in");
  } else if (preferred == "bcrypt") {
    add("reads no more than 72 bytes of a password", "put BCryptSHA256PasswordHasher first");
  } else if (preferred == "scrypt" && django != nullptr && django->version == accounts::DjangoVersion::k3_2) {
    add(fmt::format("makes hashes that Django {} beside us cannot read", django->name),
        "put another one first, or upgrade the site and [compat] django");
  }
}

}  // namespace narvi::app
