// An assertion of now, for the snippets of docs/guide/assertion.md.
//
//   narvi_assertion_driver hs256 SECRET HOST METHOD PATH
//   narvi_assertion_driver eddsa KEY_FILE HOST METHOD PATH
//
// One line with the token, one with the key set.

#include <iostream>
#include <string>

#include "systems/forward_auth/assertion.h"

namespace {

using namespace narvi;
using namespace narvi::systems::forward_auth;

int run(const std::string& kind, const std::string& key, Target target) {
  Options options;
  options.assertion = kind == "hs256" ? AssertionKind::kHs256 : AssertionKind::kEdDsa;
  options.assertion_issuer = "narvi";
  options.assertion_lifetime = Seconds(60);
  options.assertion_key = SecretText(key);
  options.assertion_key_file = key;
  const auto assertion = Assertion::make(options);
  if (!assertion) {
    std::cerr << assertion.error().message << "\n";
    return 1;
  }
  accounts::User user;
  user.key = accounts::UserKey(std::int64_t{7});
  user.username = "alice";
  const std::vector<std::string> groups = {"admins", "staff"};
  std::cout << (*assertion)->sign(Visitor{user, groups}, {"user", "groups"}, target, SystemClock().now())
            << "\n"
            << (*assertion)->key_set() << "\n";
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> given(words + 1, words + count);
  if (given.size() != 5) {
    std::cerr << "usage: narvi_assertion_driver hs256|eddsa KEY HOST METHOD PATH\n";
    return 2;
  }
  Target target;
  target.host = given[2];
  target.method = given[3];
  target.path = given[4];
  return run(given[0], given[1], target);
}
