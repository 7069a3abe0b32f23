#include "systems/forward_auth/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "systems/forward_auth/path_pattern.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kRest = "rest_framework";

std::string list_of(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string patterns_of(const Rule& rule) {
  std::string text;
  for (const auto& pattern : rule.paths) {
    text +=
        fmt::format("{}{}{}", text.empty() ? "" : ", ", pattern->is_regex() ? "regex " : "", pattern->text());
  }
  return text;
}

std::string why_not(const Rule& rule, RuleFit fit, const Target& target, bool has_client) {
  switch (fit) {
    case RuleFit::kFits:
      break;
    case RuleFit::kHost:
      return fmt::format("host: {} is not {}", target.host, list_of(rule.hosts));
    case RuleFit::kMethod:
      return fmt::format("method: {} is not {}", target.method, list_of(rule.methods));
    case RuleFit::kPath:
      return fmt::format("path: {} is not {}", target.plain_path, patterns_of(rule));
    case RuleFit::kNetwork:
      return has_client ? "network: the client's address is in none of its networks"
                        : "network: it asks for one; give --client-address";
  }
  return {};
}

std::string permission_line(const Rule& rule) {
  return rule.permissions.empty() ? "none" : list_of(rule.permissions);
}

void add(std::vector<std::string>& lines, std::string_view what, const std::string& value) {
  lines.push_back(fmt::format("  {:<16} {}", what, value));
}

void add_list(std::vector<std::string>& lines, std::string_view what, std::string_view how,
              const std::vector<std::string>& values) {
  if (!values.empty()) {
    add(lines, what, fmt::format("{} {}", how, list_of(values)));
  }
}

void add_requirements(std::vector<std::string>& lines, const Rule& rule, const Settings& settings) {
  const std::vector<std::string>& classes =
      rule.schemes.empty() ? settings.list(kRest, "default_authentication_classes") : rule.schemes;
  add(lines, "schemes",
      fmt::format("one of {}{}", list_of(classes), rule.schemes.empty() ? " (the site's default)" : ""));
  add(lines, "permissions", permission_line(rule));
  add_list(lines, "users", "one of", rule.users);
  add_list(lines, "groups", "member of one of", rule.groups);
  add_list(lines, "user permissions", "all of", rule.user_permissions);
  add_list(lines, "clients", "a credential of one of", rule.clients);
  if (rule.allow_preflight) {
    add(lines, "preflights", "pass as nobody");
  }
  if (rule.check_origin) {
    add(lines, "origin", "neither session nor Basic counts for what another site makes the browser change");
  }
  add(lines, "identity", rule.identity.empty() ? "nothing is told" : list_of(rule.identity));
}

}  // namespace

std::vector<std::string> rule_lines(const std::vector<Rule>& rules, const Target& target,
                                    const std::optional<http::IpAddress>& client) {
  std::size_t widest = 0;
  std::size_t longest = 0;
  for (const Rule& rule : rules) {
    widest = std::max(widest, rule.name.size());
    longest = std::max(longest, rule.origin.size());
  }
  const Rule* const decides = first_fit(rules, target, client);
  std::vector<std::string> lines;
  for (const Rule& rule : rules) {
    const bool behind = decides != nullptr && &rule > decides;
    const RuleFit fits = fit(rule, target, client);
    const std::string verdict =
        &rule == decides         ? "fits, and decides"
        : fits == RuleFit::kFits ? "fits, too, but is not asked"
                                 : fmt::format("{}: {}", behind ? "not asked; does not fit" : "does not fit",
                                               why_not(rule, fits, target, client.has_value()));
    lines.push_back(fmt::format("  {:<{}}  {:<{}}  {}", rule.origin, longest, rule.name, widest, verdict));
  }
  return lines;
}

std::vector<std::string> demand_lines(const Rule& rule, const Settings& settings) {
  std::vector<std::string> lines;
  if (rule.policy == RulePolicy::kDeny) {
    lines.emplace_back("  nobody passes");
    return lines;
  }
  if (rule.policy == RulePolicy::kBypass) {
    lines.emplace_back("  everybody passes, as nobody: all identity fields are empty");
  } else {
    add_requirements(lines, rule, settings);
  }
  if (rule.throttle) {
    add(lines, "throttle",
        fmt::format("{} for each user, or each address of nobody", rest::rate_text(*rule.throttle)));
  }
  if (rule.unusual_paths) {
    add(lines, "unusual paths", "pass");
  }
  return lines;
}

}  // namespace narvi::systems::forward_auth
