// The C++ half of hasher_oracle.py. Frames as in frames.h; each is a JSON object:
// {"password", "encoded"} asks what that hash is and whether the password is right; {"password", "algorithm",
// "salt"} asks for a new hash. Costs and ceilings are those of the oracle's Django.

#include <string>

#include "accounts/hashers_for_tests.h"
#include "accounts/password_hash.h"
#include "frames.h"
#include "http/python_json.h"

namespace {

using namespace narvi;
using namespace narvi::accounts;
namespace json = narvi::http::json;

Hashers oracle_hashers() {
  TestCosts costs;
  costs.pbkdf2 = {.iterations = 20, .iteration_ceiling = 5000};
  costs.bcrypt = {.rounds = 4, .rounds_ceiling = 5};
  costs.argon2 = {.time_cost = 2, .memory_cost = 64, .parallelism = 2, .work_ceiling = 4096};
  costs.argon2.hash_length = 16;  // what Debian's argon2-cffi writes
  costs.scrypt = {.work_factor = 64, .block_size = 2, .parallelism = 3, .work_ceiling = 65536};
  return Hashers(every_hasher(costs));
}

json::Value describe(const Hashers& hashers, const SecretText& password, const std::string& encoded) {
  const Hasher* const hasher = hashers.identify(encoded);
  json::Object object;
  if (hasher == nullptr) {
    object.set("algorithm", json::Null{});
    object.set("correct", check_password(hashers, password, encoded, UpgradeRule::kAsDjango).correct());
    return object;
  }
  json::Array summary;
  for (const auto& [label, value] : hasher->safe_summary(encoded)) {
    summary.emplace_back(json::Array{label, value});
  }
  object.set("algorithm", std::string(hasher->algorithm()));
  object.set("correct", hasher->verify(password, encoded) == Verification::kCorrect);
  object.set("must_update", hasher->must_update(encoded));
  object.set("summary", summary);
  return object;
}

json::Value make(const Hashers& hashers, const SecretText& password, const std::string& algorithm,
                 const std::string& salt) {
  // Any text that claims the algorithm finds its hasher.
  const std::string claim = algorithm == "unsalted_md5"    ? std::string(32, '0')
                            : algorithm == "unsalted_sha1" ? "sha1$$" + std::string(40, '0')
                                                           : algorithm + "$";
  const Hasher* const hasher = hashers.identify(claim);
  const auto made = hasher->encode(password, salt);
  return made ? json::Value(*made) : json::Value(json::Null{});
}

json::Value answer(const Hashers& hashers, const std::string& frame) {
  const auto read = json::read(frame, json::Constants::kAllowed);
  if (!read) {
    return "not JSON";
  }
  const json::Object& asked = *read->object();
  const SecretText password(*asked.find("password")->text());
  if (const json::Value* const encoded = asked.find("encoded")) {
    return describe(hashers, password, *encoded->text());
  }
  return make(hashers, password, *asked.find("algorithm")->text(), *asked.find("salt")->text());
}

}  // namespace

int main() {
  const Hashers hashers = oracle_hashers();
  while (const auto frame = read_frame()) {
    write_frame(json::write(answer(hashers, *frame), json::Style::kCompactAscii));
  }
  return 0;
}
