// changepassword, with Django's questions and answers (contract django-auth §6.8).

#include <utility>

#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/new_user_questions.h"
#include "crypto/same.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

constexpr int kTries = 3;

enum class Asked { kGood, kTryAgain, kAborted };

/// Asks twice; `password` is what was typed if it is good.
Asked ask_once(House& house, Terminal& terminal, const accounts::PasswordOwner& owner, SecretText& password) {
  auto first = terminal.ask_secret("Password: ");
  if (!first || first->empty()) {
    return Asked::kAborted;
  }
  password = SecretText(std::move(*first));
  auto again = terminal.ask_secret("Password (again): ");
  if (!again || again->empty()) {
    return Asked::kAborted;
  }
  const SecretText second(std::move(*again));
  if (!crypto::same(password.reveal(), second.reveal())) {
    terminal.out("Passwords do not match. Please try again.");
    return Asked::kTryAgain;
  }
  const std::string complaints = password_complaints(house, password, owner);
  if (!complaints.empty()) {
    terminal.err(complaints);
    return Asked::kTryAgain;
  }
  return Asked::kGood;
}

int store(House& house, Terminal& terminal, const accounts::User& user, const accounts::PasswordOwner& owner,
          const SecretText& password) {
  auto encoded = io::run_blocking(house.accounts().passwords.make(password));
  if (!encoded) {
    return refuse_command(terminal, encoded.error().message);
  }
  const auto changed = io::run_blocking(house.accounts().users.set_password(user.key, std::move(*encoded)));
  if (!changed) {
    return refuse_command(terminal, changed.error().message);
  }
  if (!*changed) {
    return refuse_command(terminal, "user '" + user.username + "' does not exist");
  }
  house.accounts().validators.password_changed(password, owner);
  terminal.out("Password changed successfully for user '" + user.username + "'");
  return 0;
}

}  // namespace

int run_changepassword(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  const std::string name = line.value("username").value_or(system_user(terminal));
  const auto user = io::run_blocking((*house)->accounts().users.find_by_name(name));
  if (!user) {
    return refuse_command(terminal, user.error().message);
  }
  if (!*user) {
    return refuse_command(terminal, "user '" + name + "' does not exist");
  }
  terminal.out("Changing password for user '" + name + "'");
  const accounts::PasswordOwner owner{(*user)->username, (*user)->first_name, (*user)->last_name,
                                      (*user)->email};
  SecretText password;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    switch (ask_once(**house, terminal, owner, password)) {
      case Asked::kGood:
        return store(**house, terminal, **user, owner, password);
      case Asked::kAborted:
        return refuse_command(terminal, "aborted");
      case Asked::kTryAgain:
        break;
    }
  }
  return refuse_command(terminal, "Aborting password change for user '" + name + "' after 3 attempts");
}

}  // namespace narvi::app
