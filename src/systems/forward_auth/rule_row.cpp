#include "systems/forward_auth/rule_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "systems/forward_auth/path_pattern.h"
#include "systems/forward_auth/target_parts.h"

namespace narvi::systems::forward_auth {

namespace {

class RowReader {
 public:
  RowReader(const Settings& row, std::size_t number, std::vector<SettingProblem>& problems)
      : row_(row), problems_(problems) {
    const std::string& given = row.text(kRuleTable, "name");
    rule_.name = given.empty() ? fmt::format("rule {}", number) : given;
    rule_.origin = row.origin(kRuleTable, "");
  }

  Rule read() {
    read_hosts();
    read_paths();
    read_methods();
    read_networks();
    read_policy();
    read_demands();
    read_answers();
    return std::move(rule_);
  }

 private:
  bool given(std::string_view column) const { return !row_.is_default(kRuleTable, column); }

  void add(std::string_view column, std::string_view message, std::string mend) {
    problems_.push_back({row_.origin(kRuleTable, column),
                         fmt::format("[[{}]] \"{}\", {}: {}", kRuleTable, rule_.name, column, message),
                         std::move(mend)});
  }

  void read_hosts() {
    for (const std::string& host : row_.list(kRuleTable, "hosts")) {
      if (auto read = rule_host(host)) {
        rule_.hosts.push_back(std::move(*read));
      } else {
        add("hosts", fmt::format("\"{}\" is not a host", host),
            "write \"app.example.com\" or \"*.example.com\", without scheme, port or path");
      }
    }
  }

  void read_paths() {
    for (const std::string& path : row_.list(kRuleTable, "paths")) {
      auto pattern = PathPattern::glob(path);
      if (pattern) {
        rule_.paths.push_back(std::move(*pattern));
      } else {
        add("paths", fmt::format("\"{}\" is not a pattern", path), pattern.error().message);
      }
    }
    const std::string& expression = row_.text(kRuleTable, "path_regex");
    if (expression.empty()) {
      return;
    }
    auto pattern = PathPattern::regex(expression);
    if (pattern) {
      rule_.paths.push_back(std::move(*pattern));
    } else {
      add("path_regex", fmt::format("\"{}\" is not an expression: {}", expression, pattern.error().message),
          "write it as RE2 reads it, for example \"/v[0-9]+/.*\"");
    }
  }

  void read_methods() {
    rule_.methods = row_.list(kRuleTable, "methods");
    for (const std::string& method : rule_.methods) {
      if (!is_target_method(method)) {
        add("methods", fmt::format("\"{}\" is not a method", method),
            "write it in upper case: \"GET\", \"POST\"");
      }
    }
  }

  void read_networks() {
    for (const std::string& text : row_.list(kRuleTable, "networks")) {
      if (const auto network = http::parse_network(text)) {
        rule_.networks.push_back(*network);
      } else {
        add("networks", fmt::format("\"{}\" is not a network", text),
            "write \"10.0.0.0/8\", \"2001:db8::/32\" or one address, with no bits set behind the prefix");
      }
    }
  }

  void read_policy() {
    const std::string& policy = row_.text(kRuleTable, "policy");
    rule_.policy = policy == "bypass" ? RulePolicy::kBypass
                   : policy == "deny" ? RulePolicy::kDeny
                                      : RulePolicy::kRequire;
    if (rule_.policy == RulePolicy::kRequire) {
      return;
    }
    constexpr std::array<std::string_view, 9> kOfRequire = {"authentication_classes",
                                                            "permission_classes",
                                                            "users",
                                                            "groups",
                                                            "user_permissions",
                                                            "clients",
                                                            "unauthenticated",
                                                            "allow_preflight",
                                                            "check_origin"};
    refuse_idle(kOfRequire);
    constexpr std::array<std::string_view, 1> kOfBypass = {"identity"};
    refuse_idle(kOfBypass);
    if (rule_.policy == RulePolicy::kDeny) {
      constexpr std::array<std::string_view, 2> kOfPassing = {"throttle", "unusual_paths"};
      refuse_idle(kOfPassing);
    }
  }

  /// Columns that say nothing here: whoever wrote them expects them to count.
  void refuse_idle(std::span<const std::string_view> columns) {
    for (const std::string_view column : columns) {
      if (given(column)) {
        const std::string& policy = row_.text(kRuleTable, "policy");
        add(column, fmt::format("it says nothing under policy = \"{}\"", policy),
            fmt::format("remove it, or write policy = \"require\""));
      }
    }
  }

  void read_demands() {
    rule_.schemes = row_.list(kRuleTable, "authentication_classes");
    rule_.permissions = row_.list(kRuleTable, "permission_classes");
    rule_.users = row_.list(kRuleTable, "users");
    rule_.groups = row_.list(kRuleTable, "groups");
    rule_.user_permissions = row_.list(kRuleTable, "user_permissions");
    rule_.clients = row_.list(kRuleTable, "clients");
    for (const std::string& name : rule_.user_permissions) {
      const std::size_t dot = name.find('.');
      if (dot == 0 || dot == std::string::npos || dot + 1 == name.size()) {
        add("user_permissions", fmt::format("\"{}\" is not a permission", name),
            "write the application's label, a dot and the code name: \"blog.change_post\"");
      }
    }
  }

  void read_answers() {
    if (const auto rate = row_.optional_text(kRuleTable, "throttle")) {
      const Result<rest::Rate> read = rest::parse_rate(*rate, true);
      if (read) {
        rule_.throttle = *read;
      } else {
        add("throttle", read.error().message, "write \"600/min\", \"10/15m\" or \"none\"");
      }
    }
    rule_.identity = row_.list(kRuleTable, "identity");
    const std::string& nobody = row_.text(kRuleTable, "unauthenticated");
    rule_.unauthenticated = nobody == "challenge"  ? Unauthenticated::kChallenge
                            : nobody == "redirect" ? Unauthenticated::kRedirect
                                                   : Unauthenticated::kByVisitor;
    rule_.allow_preflight = row_.boolean(kRuleTable, "allow_preflight");
    rule_.check_origin = row_.boolean(kRuleTable, "check_origin");
    rule_.unusual_paths = row_.boolean(kRuleTable, "unusual_paths");
  }

  const Settings& row_;
  std::vector<SettingProblem>& problems_;
  Rule rule_;
};

bool host_covers(std::string_view earlier, std::string_view later) {
  if (later == "*" || !later.starts_with("*.")) {
    return earlier == later || (later != "*" && host_fits(earlier, later));
  }
  return earlier == later || earlier == "*" ||
         (earlier.starts_with("*.") && later.ends_with(earlier.substr(1)));
}

bool network_covers(const http::Network& earlier, const http::Network& later) {
  return earlier.prefix <= later.prefix && earlier.contains(later.address);
}

/// Whether a column's list of `earlier` takes all that `later`'s takes; an empty list takes everything.
template <class T, class Covers>
bool list_covers(const std::vector<T>& earlier, const std::vector<T>& later, Covers one_covers) {
  if (earlier.empty() || later.empty()) {
    return earlier.empty();
  }
  return std::ranges::all_of(later, [&](const T& wanted) {
    return std::ranges::any_of(earlier, [&](const T& taken) { return one_covers(taken, wanted); });
  });
}

/// Whether the list, by itself, takes everything.
template <class T, class TakesAll>
bool is_open(const std::vector<T>& list, TakesAll takes_all) {
  return list.empty() || std::ranges::any_of(list, takes_all);
}

}  // namespace

std::optional<std::string> rule_host(std::string_view given) {
  if (given == "*") {
    return std::string(given);
  }
  const bool below = given.starts_with("*.");
  std::optional<std::string> host = canonical_host(below ? given.substr(2) : given);
  if (!host || (below && host->starts_with('['))) {
    return std::nullopt;
  }
  return below ? "*." + *host : *host;
}

bool host_fits(std::string_view pattern, std::string_view host) {
  if (pattern == "*") {
    return true;
  }
  if (pattern.starts_with("*.")) {
    return host.size() >= pattern.size() && host.ends_with(pattern.substr(1));
  }
  return pattern == host;
}

Rule read_row(const Settings& row, std::size_t number, std::vector<SettingProblem>& problems) {
  return RowReader(row, number, problems).read();
}

bool covers(const Rule& earlier, const Rule& later) {
  using Pattern = std::shared_ptr<const PathPattern>;
  const bool hosts = is_open(earlier.hosts, [](const std::string& host) { return host == "*"; }) ||
                     list_covers(earlier.hosts, later.hosts, host_covers);
  const bool paths =
      is_open(earlier.paths,
              [](const Pattern& path) { return path->text() == "/**" && !path->is_regex(); }) ||
      list_covers(earlier.paths, later.paths,
                  [](const Pattern& taken, const Pattern& wanted) { return taken->covers(*wanted); });
  return hosts && paths && list_covers(earlier.methods, later.methods, std::equal_to<>()) &&
         list_covers(earlier.networks, later.networks, network_covers);
}

}  // namespace narvi::systems::forward_auth
