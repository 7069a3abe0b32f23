#pragma once
// What `narvi authz check` tells: which rule decides about a request, why the others do not, and what would
// become of a user. Told from the settings and the database; no request is made.

#include <optional>
#include <string>
#include <vector>

#include "accounts/user.h"
#include "base/result.h"
#include "http/network.h"
#include "io/task.h"
#include "rest/services.h"
#include "systems/forward_auth/options.h"
#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

/// What is asked about.
struct Supposed {
  Target target;
  std::optional<http::IpAddress> client;  ///< empty: not given
  std::optional<accounts::User> user;     ///< empty: nobody
};

struct Explanation {
  std::vector<std::string> lines;  ///< not yet safe for a terminal: names are in it
  bool passes = false;             ///< as far as can be said without his credentials
};

/// One line for each rule, in their order: whether it fits, and if not what of it does not. Those behind the
/// one that decides are not asked.
std::vector<std::string> rule_lines(const std::vector<Rule>& rules, const Target& target,
                                    const std::optional<http::IpAddress>& client);

/// What a rule demands and gives, one line each.
std::vector<std::string> demand_lines(const Rule& rule, const Settings& settings);

/// All of it. The references outlive the task. An error is the database's, or a setting's.
io::Task<Result<Explanation>> explain(const rest::Services& services, const Options& options,
                                      const std::vector<Rule>& rules, const Supposed& supposed);

}  // namespace narvi::systems::forward_auth
