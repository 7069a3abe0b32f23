#include "systems/knox/system.h"

#include "systems/knox/commands.h"
#include "systems/knox/endpoints.h"
#include "systems/knox/kind.h"
#include "systems/knox/options.h"
#include "systems/knox/scheme.h"
#include "systems/knox/tables.h"

namespace narvi::systems::knox {

namespace {

void attach(const rest::Services& services) {
  if (const Result<Options> options = read_options(services.settings)) {
    services.credentials.add(credential_kind(services, *options));
  }  // settings that are wrong stop the start elsewhere
}

}  // namespace

const rest::System& system() {
  static const rest::System kSystem{
      .name = "knox",
      .title = "Hashed tokens, one for each login (django-rest-knox 5)",
      .default_path = "/knox/",
      .settings = settings(),
      .migrations = migrations(),
      .models = models(),
      .schemes = schemes(),
      .endpoints = endpoints,
      .check =
          [](const Settings& given) {
            std::vector<SettingProblem> problems;
            if (const Result<Options> options = read_options(given); !options) {
              problems.push_back({"", options.error().message, "see docs/guide/knox.md"});
            }
            return problems;
          },
      .attach = attach,
      .commands = commands(),
  };
  return kSystem;
}

}  // namespace narvi::systems::knox
