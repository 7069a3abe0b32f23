#include "systems/remote_user/system.h"

#include "systems/remote_user/middleware.h"
#include "systems/remote_user/option_checks.h"
#include "systems/remote_user/options.h"
#include "systems/remote_user/scheme.h"

namespace narvi::systems::remote_user {

namespace {

/// It has none; what is wrong stops also those who build the house without a check before.
Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  const std::vector<SettingProblem> problems = check(mount.services.settings);
  if (!problems.empty()) {
    const SettingProblem& first = problems.front();
    return fail(ErrorKind::kConfiguration, first.origin + ": " + first.message + "; " + first.mend);
  }
  return std::vector<rest::Endpoint>();
}

}  // namespace

const rest::System& system() {
  static const rest::System kSystem{
      .name = "remote_user",
      .title = "Users whom a server in front has authenticated (RemoteUserMiddleware)",
      .default_path = "/remote-user/",
      .settings = settings(),
      .schemes = schemes(),
      .endpoints = endpoints,
      .check = check,
      .middleware = middleware,
  };
  return kSystem;
}

}  // namespace narvi::systems::remote_user
