#include "systems/forward_auth/system.h"

#include <iterator>

#include "systems/forward_auth/commands.h"
#include "systems/forward_auth/endpoints.h"
#include "systems/forward_auth/options.h"
#include "systems/forward_auth/rules.h"

namespace narvi::systems::forward_auth {

namespace {

std::vector<SettingProblem> check(const Settings& given) {
  std::vector<SettingProblem> problems;
  if (const Result<Options> options = read_options(given); !options) {
    problems.push_back({"", options.error().message, "see docs/guide/forward-auth.md"});
  }
  std::vector<SettingProblem> of_rules = check_rules(given);
  std::move(of_rules.begin(), of_rules.end(), std::back_inserter(problems));
  return problems;
}

}  // namespace

const rest::System& system() {
  static const rest::System kSystem{
      .name = "forward_auth",
      .title = "Answers to nginx, Caddy, HAProxy, Apache, Traefik and Envoy: who may pass",
      .default_path = "/authz/",
      .settings = settings(),
      .endpoints = endpoints,
      .check = check,
      .commands = commands(),
  };
  return kSystem;
}

}  // namespace narvi::systems::forward_auth
