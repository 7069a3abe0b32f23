#include "systems/authtoken/system.h"

#include <memory>

#include "systems/authtoken/commands.h"
#include "systems/authtoken/endpoints.h"
#include "systems/authtoken/kind.h"
#include "systems/authtoken/options.h"
#include "systems/authtoken/scheme.h"
#include "systems/authtoken/tables.h"
#include "systems/authtoken/token_store.h"

namespace narvi::systems::authtoken {

namespace {

/// Joins the list of all credentials. create_for_new_users: in the user's own transaction, so that there is
/// never one without the other.
void attach(const rest::Services& services) {
  services.credentials.add(std::make_shared<const TokenKind>(services));
  const Result<Options> options = read_options(services.settings);
  if (!options || !options->create_for_new_users) {
    return;  // settings that are wrong stop the start elsewhere
  }
  auto store = std::make_shared<TokenStore>(services, options->storage);
  services.accounts.events.user_creating.emplace_back(
      [store](database::Transaction& transaction, const accounts::User& user) {
        return store->add_in(transaction, user.key);
      });
}

}  // namespace

const rest::System& system() {
  static const rest::System kSystem{
      .name = "authtoken",
      .title = "One permanent token for each user (rest_framework.authtoken)",
      .default_path = "/api-token-auth/",
      .settings = settings(),
      .migrations = migrations(),
      .models = models(),
      .schemes = schemes(),
      .endpoints = endpoints,
      .check =
          [](const Settings& given) {
            std::vector<SettingProblem> problems;
            if (const Result<Options> options = read_options(given); !options) {
              problems.push_back({"", options.error().message, "see docs/guide/tokens.md"});
            }
            return problems;
          },
      .attach = attach,
      .commands = commands(),
  };
  return kSystem;
}

}  // namespace narvi::systems::authtoken
