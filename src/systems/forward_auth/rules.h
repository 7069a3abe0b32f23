#pragma once
// Rules: the ordered table that says who may pass where ([[systems.forward_auth.rules]]). The first rule
// that fits a target decides; where none fits, nobody passes.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "http/network.h"
#include "rest/throttle.h"
#include "systems/forward_auth/target.h"

namespace narvi::systems::forward_auth {

/// The columns of a rule, for System::settings.
const SettingTable& rule_table();

enum class RulePolicy : std::uint8_t {
  kRequire,  ///< the schemes and conditions below decide
  kBypass,   ///< everybody passes, as nobody
  kDeny,     ///< nobody passes
};

/// What becomes of a visitor who is nobody yet.
enum class Unauthenticated : std::uint8_t {
  kByVisitor,  ///< a browser that navigates is redirected, others are challenged (§2.4)
  kChallenge,
  kRedirect,
};

struct PathPattern;  // of rules.cpp

struct Rule {
  std::string name;    ///< as given, or "rule 3"
  std::string origin;  ///< "narvi.toml:12"

  // When it fits: every condition that is not empty.
  std::vector<std::string> hosts;  ///< "app.example.com", "*.example.com" (sub-domains), "*"; lower case
  std::vector<std::shared_ptr<const PathPattern>> paths;
  std::vector<std::string> methods;
  std::vector<http::Network> networks;  ///< of the visitor

  // What it says.
  RulePolicy policy = RulePolicy::kRequire;
  std::vector<std::string> schemes;  ///< class names; empty: [rest_framework] default_authentication_classes
  std::vector<std::string> permissions;       ///< class names, all of them; IsAuthenticated unless given
  std::vector<std::string> users;             ///< one of these names; empty: any
  std::vector<std::string> groups;            ///< a member of one of these; empty: any
  std::vector<std::string> user_permissions;  ///< "app.codename", all of them
  std::vector<std::string> clients;           ///< the credential belongs to one of these (Durin); empty: any
  std::optional<rest::Rate> throttle;  ///< of each user, or of each address of nobody; counts every decision
  std::vector<std::string> identity;   ///< which of user, groups, name, email, id are told; others are empty
  Unauthenticated unauthenticated = Unauthenticated::kByVisitor;
  bool allow_preflight = false;  ///< a CORS preflight passes as nobody (§9, last row)
  bool check_origin =
      true;  ///< session cookies and Basic do not count for unsafe or WebSocket requests of other origins
  bool unusual_paths = false;  ///< Target::unusual_path may pass
};

/// Why a rule does not fit; kFits: it does.
enum class RuleFit : std::uint8_t { kFits, kHost, kPath, kMethod, kNetwork };

/// Whether `rule` fits. `client` is empty if the visitor's address is unknown: then networks fit where the
/// rule denies, and nowhere else.
RuleFit fit(const Rule& rule, const Target& target, const std::optional<http::IpAddress>& client);

/// The first rule that fits; null: none.
const Rule* first_fit(const std::vector<Rule>& rules, const Target& target,
                      const std::optional<http::IpAddress>& client);

/// Reads [[systems.forward_auth.rules]] in its order. The error is the first row that is wrong, with its
/// line. Class names of schemes and permissions are not looked up here.
Result<std::vector<Rule>> read_rules(const Settings& settings);

/// Everything that is wrong with the rules, for System::check: patterns, networks, rates; columns that say
/// nothing under a rule's policy; a rule that can never decide because an earlier one takes all.
std::vector<SettingProblem> check_rules(const Settings& settings);

}  // namespace narvi::systems::forward_auth
