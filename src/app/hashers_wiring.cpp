#include <algorithm>
#include <thread>
#include <utility>

#include "accounts/pbkdf2_hasher.h"
#include "app/accounts_parts.h"
#include "app/accounts_wiring.h"
#include "app/class_names.h"

namespace narvi::app {

Result<std::shared_ptr<const accounts::Hashers>> make_hashers(const Settings& settings,
                                                              const accounts::DjangoBehaviour& django) {
  std::vector<std::unique_ptr<accounts::Hasher>> ordered;
  const auto asked = static_cast<unsigned>(settings.integer("auth", "pbkdf2_iterations"));
  const accounts::Pbkdf2Options options{.iterations = asked > 0 ? asked : django.pbkdf2_iterations};
  for (const std::string& name : settings.list("auth", "password_hashers")) {
    const std::string_view algorithm = hasher_algorithm(name).value_or("");
    if (algorithm == "pbkdf2_sha256") {
      ordered.push_back(accounts::make_pbkdf2_sha256(options));
    } else if (algorithm == "pbkdf2_sha1") {
      ordered.push_back(accounts::make_pbkdf2_sha1(options));
    } else {
      return unknown_name(settings, "password_hashers", name, known_hashers());
    }
  }
  if (ordered.empty()) {
    return fail(ErrorKind::kConfiguration,
                settings.origin("auth", "password_hashers") +
                    ": [auth] password_hashers: name at least one, the first makes new hashes");
  }
  return std::make_shared<const accounts::Hashers>(std::move(ordered));
}

std::unique_ptr<io::WorkerPool> make_hash_pool(const Settings& settings) {
  io::WorkerPoolOptions options;
  const auto asked = static_cast<std::size_t>(settings.integer("auth", "hash_threads"));
  options.threads = asked > 0 ? asked : std::max(1U, std::thread::hardware_concurrency() / 2);
  options.queue = static_cast<std::size_t>(settings.integer("auth", "hash_queue"));
  options.name = "narvi-hash";
  return std::make_unique<io::WorkerPool>(std::move(options));
}

}  // namespace narvi::app
