#include "systems/durin/system.h"

#include "systems/durin/commands.h"
#include "systems/durin/endpoints.h"
#include "systems/durin/office.h"
#include "systems/durin/options.h"
#include "systems/durin/scheme.h"
#include "systems/durin/tables.h"

namespace narvi::systems::durin {

const rest::System& system() {
  static const rest::System kSystem{
      .name = "durin",
      .title = "A token for each user and client, which expires (django-rest-durin)",
      .default_path = "/durin/",
      .settings = settings(),
      .migrations = migrations(),
      .models = models(),
      .schemes = schemes(),
      .endpoints = endpoints,
      .check =
          [](const Settings& given) {
            std::vector<SettingProblem> problems;
            if (const Result<Options> options = read_options(given); !options) {
              problems.push_back({"", options.error().message, "see docs/guide/durin.md"});
            }
            return problems;
          },
      .attach = attach,
      .commands = commands(),
  };
  return kSystem;
}

}  // namespace narvi::systems::durin
