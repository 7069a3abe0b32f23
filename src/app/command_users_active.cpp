// users activate and users deactivate.

#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/user_choice.h"
#include "app/user_lines.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

int set_active(CommandContext& context, const CommandLine& line, Terminal& terminal, bool active) {
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  accounts::Users& users = (*house)->accounts().users;
  const auto chosen = chosen_user(users, line);
  if (!chosen) {
    return refuse_command(terminal, chosen.error().message);
  }
  const accounts::User& user = *chosen;
  if (users.table().is_active.empty()) {
    return refuse_command(terminal,
                          "the table " + users.table().table +
                              " does not say who is active: [users] is_active_field names no column");
  }
  const std::string who = "User '" + printable(user.username) + "'";
  if (user.is_active == active) {
    terminal.out(who + (active ? " is active already." : " is inactive already."));
    return 0;
  }
  const auto set = io::run_blocking(users.set_active(user.key, active));
  if (!set) {
    return refuse_command(terminal, set.error().message);
  }
  if (!*set) {
    return refuse_command(terminal, "user '" + printable(user.username) + "' does not exist any more");
  }
  terminal.out(
      who + (active ? " may log in again." : " may not log in any more, and its sessions are not accepted."));
  return 0;
}

}  // namespace

int run_users_activate(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  return set_active(context, line, terminal, true);
}

int run_users_deactivate(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  return set_active(context, line, terminal, false);
}

}  // namespace narvi::app
