#include "systems/forward_auth/rules.h"

#include <algorithm>

#include "systems/forward_auth/path_pattern.h"
#include "systems/forward_auth/rule_row.h"

namespace narvi::systems::forward_auth {

namespace {

bool fits_host(const Rule& rule, const Target& target) {
  return rule.hosts.empty() || std::ranges::any_of(rule.hosts, [&](const std::string& pattern) {
           return host_fits(pattern, target.host);
         });
}

bool fits_path(const Rule& rule, const Target& target) {
  return rule.paths.empty() || std::ranges::any_of(rule.paths, [&](const auto& pattern) {
           return pattern->fits(target.plain_path);
         });
}

bool fits_method(const Rule& rule, const Target& target) {
  return rule.methods.empty() || std::ranges::find(rule.methods, target.method) != rule.methods.end();
}

bool fits_network(const Rule& rule, const std::optional<http::IpAddress>& client) {
  return rule.networks.empty() ||
         (client && std::ranges::any_of(rule.networks, [&](const http::Network& network) {
            return network.contains(*client);
          }));
}

}  // namespace

RuleFit fit(const Rule& rule, const Target& target, const std::optional<http::IpAddress>& client) {
  if (!fits_host(rule, target)) {
    return RuleFit::kHost;
  }
  if (!fits_method(rule, target)) {
    return RuleFit::kMethod;
  }
  if (!fits_path(rule, target)) {
    return RuleFit::kPath;
  }
  // Nobody knows where the visitor is: what is closed to a network is closed to him, and nothing is open.
  const bool fits = client || rule.policy != RulePolicy::kDeny ? fits_network(rule, client) : true;
  return fits ? RuleFit::kFits : RuleFit::kNetwork;
}

const Rule* first_fit(const std::vector<Rule>& rules, const Target& target,
                      const std::optional<http::IpAddress>& client) {
  const auto found = std::ranges::find_if(
      rules, [&](const Rule& rule) { return fit(rule, target, client) == RuleFit::kFits; });
  return found == rules.end() ? nullptr : &*found;
}

Result<std::vector<Rule>> read_rules(const Settings& settings) {
  std::vector<Rule> rules;
  std::vector<SettingProblem> problems;
  for (const auto& row : settings.rows("systems.forward_auth", "rules")) {
    rules.push_back(read_row(*row, rules.size() + 1, problems));
    if (!problems.empty()) {
      const SettingProblem& first = problems.front();
      return fail(ErrorKind::kConfiguration, first.origin + ": " + first.message + "; " + first.mend);
    }
  }
  return rules;
}

}  // namespace narvi::systems::forward_auth
