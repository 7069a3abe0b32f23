#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/class_names.h"
#include "app/settings_check.h"
#include "app/validator_settings.h"

namespace narvi::app {

namespace {

/// The validators that are listed, by their short names; what is unknown or repeated becomes a finding.
std::set<std::string_view> listed_validators(Findings& findings) {
  constexpr std::string_view kKey = "auth_password_validators";
  std::set<std::string_view> listed;
  for (const std::string& name : findings.settings().list("auth", kKey)) {
    const auto known = validator_class(name);
    if (!known) {
      findings.add("auth", kKey, fmt::format("\"{}\" is not known", name),
                   "choose from " + known_validators());
    } else if (!listed.insert(*known).second) {
      findings.add("auth", kKey, fmt::format("\"{}\" is listed twice", name), "keep one of the two");
    }
  }
  return listed;
}

}  // namespace

void check_validators(Findings& findings) {
  const Settings& settings = findings.settings();
  const std::set<std::string_view> listed = listed_validators(findings);
  for (const auto& [key, validator] : kValidatorOptions) {
    if (!settings.is_default("auth", key) && !listed.contains(validator)) {
      findings.add("auth", key, fmt::format("it has no effect without {}", validator),
                   "add it to auth_password_validators, or drop this setting");
    }
  }
  const std::string& similarity = settings.text("auth", "password_max_similarity");
  if (!parse_similarity(similarity)) {
    findings.add("auth", "password_max_similarity",
                 fmt::format("\"{}\" is not between 0.1 and 1.0", similarity),
                 "write a number in quotes, as \"0.7\"");
  }
  if (settings.list("auth", "password_user_attributes").empty()) {
    findings.add("auth", "password_user_attributes", "there is nothing to compare with",
                 "name an attribute, or drop UserAttributeSimilarityValidator");
  }
}

}  // namespace narvi::app
