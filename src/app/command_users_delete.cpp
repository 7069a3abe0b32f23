// users delete: a user and everything that hangs on it.

#include <fmt/format.h>

#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/user_choice.h"
#include "app/user_lines.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

/// Whether the person at the terminal really wants it.
bool wanted(Terminal& terminal, const accounts::User& user) {
  const auto answer = terminal.ask(fmt::format(
      "Delete user '{}' (key {}) with everything that belongs to it? [y/N]: ", printable(user.username),
      user.key.text()));
  return answer && (*answer == "y" || *answer == "Y" || *answer == "yes");
}

void say(Terminal& terminal, const accounts::Removal& removal) {
  for (const accounts::RemovedRows& removed : removal.rows) {
    terminal.out(fmt::format("  {}: {}", removed.table, removed.rows));
  }
}

}  // namespace

int run_users_delete(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  accounts::Accounts& accounts = (*house)->accounts();
  const auto user = chosen_user(accounts.users, line);
  if (!user) {
    return refuse_command(terminal, user.error().message);
  }
  const std::string who = "user '" + printable(user->username) + "'";
  if (line.has("dry-run")) {
    const auto removal = io::run_blocking(accounts.removal->preview(*user));
    if (!removal) {
      return refuse_command(terminal, removal.error().message);
    }
    terminal.out("Would delete " + who + ", with rows of:");
    say(terminal, *removal);
    return 0;
  }
  if (!line.has("yes") && !terminal.interactive()) {
    return refuse_command(terminal, "standard input is not a terminal: --yes deletes without asking");
  }
  if (!line.has("yes") && !wanted(terminal, *user)) {
    return cancelled_command(terminal);
  }
  const auto removal = io::run_blocking(accounts.removal->remove(*user));
  if (!removal) {
    return refuse_command(terminal, removal.error().message);
  }
  if (!removal->found) {
    return refuse_command(terminal, who + " does not exist any more");
  }
  terminal.out("Deleted " + who + ", with rows of:");
  say(terminal, *removal);
  return 0;
}

}  // namespace narvi::app
