#include <string>

#include "io/suspend.h"
#include "systems/authtoken/commands.h"
#include "systems/authtoken/options.h"
#include "systems/authtoken/token_store.h"

namespace narvi::systems::authtoken {

namespace {

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

std::string unknown(const std::string& username) {
  return "Cannot create the Token: user " + username + " does not exist";
}

}  // namespace

int run_create_token(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const Result<Options> options = read_options(house.services.settings);
  if (!options) {
    return refuse(terminal, options.error().message);
  }
  const std::string username = line.value("username").value_or("");
  // Upstream's get_by_natural_key: the exact name, inactive users too.
  const auto user = io::run_blocking(house.services.accounts.users.find_by_name(username));
  if (!user) {
    return refuse(terminal, user.error().message);
  }
  if (!*user) {
    return refuse(terminal, unknown(username));
  }
  TokenStore store(house.services, options->storage);
  const auto token =
      io::run_blocking(line.has("reset") ? store.replace((*user)->key) : store.obtain((*user)->key));
  if (!token && token.error().kind == ErrorKind::kNotFound) {
    return refuse(terminal, unknown(username));
  }
  if (!token) {
    return refuse(terminal, token.error().message);
  }
  terminal.out("Generated token " + token->token.reveal() + " for user " + username);
  if (token->ended_another && !line.has("reset")) {
    terminal.err(
        "The token that " + username +
        " had was stored as a digest, which cannot be turned back: it has ended, and the one above is new.");
  }
  return 0;
}

}  // namespace narvi::systems::authtoken
