// What is wrong with the rules as a table: rows that never decide, names that mean two rules, schemes that
// would believe the visitor.

#include <fmt/format.h>

#include <algorithm>

#include "systems/forward_auth/rule_row.h"
#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::string_view kSystem = "systems.forward_auth";
constexpr std::string_view kRest = "rest_framework";
constexpr std::string_view kRestClasses = "default_authentication_classes";

/// Schemes that take the name in an identity field as proof, of whatever system. A decision's request carries
/// the visitor's own fields (contract §3.2, last paragraph).
bool believes_fields(std::string_view class_name) {
  return class_name.find("RemoteUser") != std::string_view::npos;
}

class Table {
 public:
  explicit Table(const Settings& settings) : settings_(settings) {}

  std::vector<SettingProblem> problems() {
    const SettingRows& rows = settings_.rows(kSystem, "rules");
    if (rows.empty()) {
      problems_.push_back({settings_.origin(kSystem, "rules"),
                           fmt::format("[{}] rules: there are none, so nobody would pass anywhere", kSystem),
                           fmt::format("write at least one [[{}]] with hosts", kRuleTable)});
    }
    for (const auto& row : rows) {
      const std::size_t before = problems_.size();
      const Rule rule = read_row(*row, rules_.size() + 1, problems_);
      check_schemes(*row, rule);
      check_name(*row, rule);
      if (problems_.size() == before) {
        check_shadow(rule);
      }
      rules_.push_back(rule);
      sound_.push_back(problems_.size() == before);
    }
    return std::move(problems_);
  }

 private:
  void add(const std::string& origin, const Rule& rule, std::string_view message, std::string mend) {
    problems_.push_back(
        {origin, fmt::format("[[{}]] \"{}\": {}", kRuleTable, rule.name, message), std::move(mend)});
  }

  void check_schemes(const Settings& row, const Rule& rule) {
    const bool own = !rule.schemes.empty();
    const std::vector<std::string>& classes = own ? rule.schemes : settings_.list(kRest, kRestClasses);
    const auto found = std::ranges::find_if(classes, believes_fields);
    if (rule.policy != RulePolicy::kRequire || found == classes.end()) {
      return;
    }
    add(own ? row.origin(kRuleTable, "authentication_classes") : rule.origin, rule,
        fmt::format("{} would believe a name that the visitor wrote: proxies hand his fields on", *found),
        own ? "remove it from authentication_classes"
            : fmt::format("it comes from [{}] {}; give the rule authentication_classes of its own", kRest,
                          kRestClasses));
  }

  void check_name(const Settings& row, const Rule& rule) {
    const auto same = std::ranges::find(rules_, rule.name, &Rule::name);
    if (same != rules_.end()) {
      add(row.origin(kRuleTable, "name"), rule,
          fmt::format("the rule at {} has that name, too", same->origin), "give one of them another name");
    }
  }

  void check_shadow(const Rule& rule) {
    for (std::size_t index = 0; index < rules_.size(); ++index) {
      if (sound_[index] && covers(rules_[index], rule)) {
        add(rule.origin, rule,
            fmt::format("it never decides: \"{}\" at {} takes everything that it fits", rules_[index].name,
                        rules_[index].origin),
            "put it above that one, or remove it");
        return;
      }
    }
  }

  const Settings& settings_;
  std::vector<SettingProblem> problems_;
  std::vector<Rule> rules_;
  std::vector<bool> sound_;  ///< nothing is wrong with that rule itself
};

}  // namespace

std::vector<SettingProblem> check_rules(const Settings& settings) {
  return Table(settings).problems();
}

}  // namespace narvi::systems::forward_auth
