#include <algorithm>
#include <thread>
#include <utility>

#include "accounts/crypt_hasher.h"
#include "accounts/digest_hashers.h"
#include "app/accounts_parts.h"
#include "app/accounts_wiring.h"
#include "app/class_names.h"
#include "app/hasher_settings.h"

namespace narvi::app {

namespace {

/// Null for a name that class_names does not know.
std::unique_ptr<accounts::Hasher> make_hasher(std::string_view algorithm, const HasherSettings& costs) {
  using Maker = std::unique_ptr<accounts::Hasher> (*)(const HasherSettings&);
  struct Row {
    std::string_view algorithm;
    Maker make;
  };
  static constexpr Row kMakers[] = {
      {"pbkdf2_sha256", [](const HasherSettings& s) { return accounts::make_pbkdf2_sha256(s.pbkdf2); }},
      {"pbkdf2_sha1", [](const HasherSettings& s) { return accounts::make_pbkdf2_sha1(s.pbkdf2); }},
      {"argon2", [](const HasherSettings& s) { return accounts::make_argon2(s.argon2); }},
      {"bcrypt_sha256", [](const HasherSettings& s) { return accounts::make_bcrypt_sha256(s.bcrypt); }},
      {"bcrypt", [](const HasherSettings& s) { return accounts::make_bcrypt(s.bcrypt); }},
      {"scrypt", [](const HasherSettings& s) { return accounts::make_scrypt(s.scrypt); }},
      {"md5", [](const HasherSettings&) { return accounts::make_md5(); }},
      {"sha1", [](const HasherSettings&) { return accounts::make_sha1(); }},
      {"unsalted_md5", [](const HasherSettings&) { return accounts::make_unsalted_md5(); }},
      {"unsalted_sha1", [](const HasherSettings&) { return accounts::make_unsalted_sha1(); }},
      {"crypt", [](const HasherSettings&) { return accounts::make_crypt(); }},
  };
  for (const auto& [name, make] : kMakers) {
    if (name == algorithm) {
      return make(costs);
    }
  }
  return nullptr;
}

}  // namespace

std::uint64_t hash_memory(const Settings& settings) {
  return static_cast<std::uint64_t>(settings.integer("auth", "hash_memory")) << 20U;
}

HasherSettings hasher_settings(const Settings& settings, const accounts::DjangoBehaviour& django) {
  const auto number = [&settings](std::string_view key) {
    return static_cast<unsigned>(settings.integer("auth", key));
  };
  const auto work = [&settings](std::string_view key) {
    return static_cast<std::uint64_t>(settings.integer("auth", key));
  };
  const unsigned iterations = number("pbkdf2_iterations");
  const unsigned parallelism = number("scrypt_p");
  HasherSettings made{};
  made.pbkdf2 = {.iterations = iterations > 0 ? iterations : django.pbkdf2_iterations,
                 .iteration_ceiling = number("pbkdf2_iteration_ceiling")};
  made.bcrypt = {.rounds = number("bcrypt_rounds"), .rounds_ceiling = number("bcrypt_rounds_ceiling")};
  made.argon2 = {.time_cost = number("argon2_time_cost"),
                 .memory_cost = number("argon2_memory_cost"),
                 .parallelism = number("argon2_parallelism"),
                 .hash_length = number("argon2_hash_length"),
                 .work_ceiling = work("argon2_work_ceiling"),
                 .memory_ceiling = hash_memory(settings)};
  made.scrypt = {.work_factor = number("scrypt_n"),
                 .block_size = number("scrypt_r"),
                 .parallelism = parallelism > 0 ? parallelism : django.scrypt_parallelism,
                 .work_ceiling = work("scrypt_work_ceiling"),
                 .memory_ceiling = hash_memory(settings)};
  return made;
}

Result<std::shared_ptr<const accounts::Hashers>> make_hashers(const Settings& settings,
                                                              const accounts::DjangoBehaviour& django) {
  std::vector<std::unique_ptr<accounts::Hasher>> ordered;
  const HasherSettings costs = hasher_settings(settings, django);
  for (const std::string& name : settings.list("auth", "password_hashers")) {
    auto hasher = make_hasher(hasher_algorithm(name).value_or(""), costs);
    if (hasher == nullptr) {
      return unknown_name(settings, "password_hashers", name, known_hashers());
    }
    ordered.push_back(std::move(hasher));
  }
  if (ordered.empty()) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("auth", "password_hashers") +
                    ": [auth] password_hashers: name at least one, the first makes new hashes");
  }
  return std::make_shared<const accounts::Hashers>(std::move(ordered));
}

accounts::UpgradeRule upgrade_rule(const Settings& settings) {
  return settings.text("auth", "password_upgrade") == "django" ? accounts::UpgradeRule::kAsDjango
                                                               : accounts::UpgradeRule::kOnlyStronger;
}

std::unique_ptr<io::WorkerPool> make_hash_pool(const Settings& settings) {
  io::WorkerPoolOptions options;
  const auto asked = static_cast<std::size_t>(settings.integer("auth", "hash_threads"));
  options.threads = asked > 0 ? asked : std::max(1U, std::thread::hardware_concurrency() / 2);
  options.queue = static_cast<std::size_t>(settings.integer("auth", "hash_queue"));
  options.memory = hash_memory(settings);
  options.name = "narvi-hash";
  return std::make_unique<io::WorkerPool>(std::move(options));
}

}  // namespace narvi::app
