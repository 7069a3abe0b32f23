#pragma once
// Gates: the rules with what they name: schemes, permissions, throttles. A gate is asked with the same steps
// as any endpoint of REST framework.

#include <memory>
#include <optional>
#include <vector>

#include "http/network.h"
#include "rest/endpoint.h"
#include "rest/system.h"
#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

struct Gate {
  Rule rule;
  rest::Endpoint endpoint;    ///< its schemes, permissions and throttles; it has no path and no handler
  std::string challenge;      ///< WWW-Authenticate of a 401 (contract §2.3)
  bool has_session = false;   ///< a browser's session is one of its schemes
  bool remembers = false;     ///< an answer depends on Cookie, Authorization and the database only
  bool needs_groups = false;  ///< somebody looks at the visitor's groups
};

class Gates {
 public:
  /// Looks up what `rules` name. The error names the rule, its line and what is unknown.
  static Result<Gates> make(const rest::Mount& mount, std::vector<Rule> rules);

  /// The gate of the first rule that fits; null: none does. `index` is its place.
  struct Found {
    const Gate* gate = nullptr;
    std::size_t index = 0;
  };
  Found find(const Target& target, const std::optional<http::IpAddress>& client) const;

 private:
  std::vector<Gate> gates_;
};

}  // namespace narvi::systems::forward_auth
