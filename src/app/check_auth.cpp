#include <fmt/format.h>

#include <set>

#include "app/class_names.h"
#include "app/settings_check.h"

namespace narvi::app {

namespace {

using Known = std::optional<std::string_view> (*)(std::string_view name);

void check_classes(Findings& findings, std::string_view key, Known known, const std::string& all) {
  const std::vector<std::string>& names = findings.settings().list("auth", key);
  if (names.empty()) {
    findings.add("auth", key, "nobody could log in: the list is empty", "choose from " + all);
  }
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    const auto meaning = known(name);
    if (!meaning) {
      findings.add("auth", key, fmt::format("\"{}\" is not known", name), "choose from " + all);
    } else if (!seen.insert(*meaning).second) {
      findings.add("auth", key, fmt::format("\"{}\" is listed twice", name), "keep one of the two");
    }
  }
}

}  // namespace

void check_auth(Findings& findings) {
  check_classes(findings, "password_hashers", hasher_algorithm, known_hashers());
  check_classes(findings, "authentication_backends", backend_path, known_backends());
  check_hashers(findings);
  check_validators(findings);
}

}  // namespace narvi::app
