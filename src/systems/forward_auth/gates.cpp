#include "systems/forward_auth/gates.h"

#include <algorithm>
#include <utility>

#include "rest/call.h"
#include "rest/permission_registry.h"
#include "rest/scheme.h"
#include "rest/throttle.h"

namespace narvi::systems::forward_auth {

namespace {

/// Counts every decision of a rule, by user or else by address: the visitor's, found from the right of
/// X-Forwarded-For (contract §3.3), as this limit is Narvi's own (contracts README C23).
class RuleThrottle final : public rest::Throttle {
 public:
  RuleThrottle(std::string rule, rest::Rate rate) : rule_(std::move(rule)), rate_(rate) {}

  std::string_view name() const override { return "rule"; }
  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    const std::string who = call.identity ? call.identity->user.key.text() : call.request.client_address;
    return call.services.counters.hit("authz_" + rule_ + "_" + who, rate_.limit, rate_.period,
                                      call.services.clock.now());
  }
  std::string limit(const rest::Endpoint& /*endpoint*/) const override { return rest::rate_text(rate_); }

 private:
  std::string rule_;
  rest::Rate rate_;
};

tl::unexpected<Error> refused(const Rule& rule, const std::string& why) {
  return fail(ErrorKind::kConfiguration, rule.origin + ": rule \"" + rule.name + "\": " + why);
}

/// RFC 9110 §11.6.1 wants a challenge with every 401. Schemes without one, such as the session's, cannot be
/// asked for in a field; then the answer names what would be accepted.
std::string challenge_of(const rest::Endpoint& endpoint) {
  for (const auto& scheme : endpoint.schemes) {
    if (std::string challenge = scheme->challenge(); !challenge.empty()) {
      return challenge;
    }
  }
  return "Session";
}

bool is_session(const std::shared_ptr<const rest::Scheme>& scheme) {
  return scheme->name() == "session";
}

/// Sessions in a cache of their own change without a write to the database, and one that stands before the
/// database learns of a write a moment after it.
bool remembers(const Gate& gate, const Settings& settings) {
  const bool elsewhere = settings.text("sessions", "engine").find("cache") != std::string::npos;
  return std::ranges::all_of(gate.endpoint.schemes, [elsewhere](const auto& scheme) {
    return scheme->looks_at_credentials_only() && !(elsewhere && is_session(scheme));
  });
}

Result<Gate> make_gate(const rest::Mount& mount, Rule rule) {
  const Settings& settings = mount.services.settings;
  Gate gate{.rule = std::move(rule), .endpoint = {}, .challenge = {}};
  const std::vector<std::string>& classes =
      gate.rule.schemes.empty() ? settings.list("rest_framework", "default_authentication_classes")
                                : gate.rule.schemes;
  auto schemes = mount.schemes.find(classes, mount.services);
  if (!schemes) {
    return refused(gate.rule, schemes.error().message);
  }
  auto permissions = rest::find_permissions(gate.rule.permissions);
  if (!permissions) {
    return refused(gate.rule, permissions.error().message);
  }
  gate.endpoint.name = "forward_auth";
  gate.endpoint.schemes = std::move(*schemes);
  gate.endpoint.permissions = std::move(*permissions);
  if (gate.rule.throttle) {
    gate.endpoint.throttles = {std::make_shared<RuleThrottle>(gate.rule.name, *gate.rule.throttle)};
  }
  gate.endpoint.seal();
  for (const auto& permission : gate.endpoint.permissions) {
    if (const Result<void> complete = permission->check(gate.endpoint); !complete) {
      return refused(gate.rule, complete.error().message);
    }
  }
  gate.challenge = challenge_of(gate.endpoint);
  gate.has_session = std::ranges::any_of(gate.endpoint.schemes, is_session);
  gate.remembers = remembers(gate, settings);
  gate.needs_groups = !gate.rule.groups.empty() ||
                      std::ranges::find(gate.rule.identity, "groups") != gate.rule.identity.end();
  return gate;
}

}  // namespace

Result<Gates> Gates::make(const rest::Mount& mount, std::vector<Rule> rules) {
  Gates gates;
  for (Rule& rule : rules) {
    Result<Gate> gate = make_gate(mount, std::move(rule));
    if (!gate) {
      return tl::unexpected<Error>(std::move(gate.error()));
    }
    gates.gates_.push_back(std::move(*gate));
  }
  return gates;
}

Gates::Found Gates::find(const Target& target, const std::optional<http::IpAddress>& client) const {
  for (std::size_t index = 0; index < gates_.size(); ++index) {
    if (fit(gates_[index].rule, target, client) == RuleFit::kFits) {
      return {&gates_[index], index};
    }
  }
  return {};
}

}  // namespace narvi::systems::forward_auth
