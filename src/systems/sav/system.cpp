#include "systems/sav/system.h"

#include "systems/sav/endpoints.h"
#include "systems/sav/options.h"

namespace narvi::systems::sav {

const rest::System& system() {
  static const rest::System kSystem{
      .name = "sav",
      .title = "Session login and logout for single-page applications (djangorestframework-sav 0.1.0)",
      .default_path = "/auth-session/",
      .default_enabled = true,
      .settings = settings(),
      .endpoints = endpoints,
      .check =
          [](const Settings& given) {
            std::vector<SettingProblem> problems;
            if (const Result<Options> options = read_options(given); !options) {
              problems.push_back({"", options.error().message, "see docs/guide/session-login.md"});
            }
            return problems;
          },
  };
  return kSystem;
}

}  // namespace narvi::systems::sav
