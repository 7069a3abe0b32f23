#include "app/new_user_questions.h"

#include <utility>

#include "app/account_command.h"
#include "app/user_fields.h"
#include "base/utf8.h"
#include "crypto/same.h"

namespace narvi::app {

std::optional<std::string> username_option(const CommandLine& line, const accounts::UserTable& table) {
  auto value = line.value("username");
  return value || table.username != table.email ? value : line.value("email");
}

std::optional<std::string> ask_username(House& house, Terminal& terminal, std::optional<std::string> given) {
  if (given) {
    auto name = clean_username(house, *given);
    const std::string reason = name ? refuse_new_username(house, *name) : "Error: " + name.error();
    if (reason.empty()) {
      return *name;
    }
    terminal.err(reason);
  }
  const std::string called = capitalized(name_of_username(house.accounts().users.table()));
  const std::string offered = free_default_username(house, system_user(terminal));
  const std::string prompt =
      offered.empty() ? called + ": " : called + " (leave blank to use '" + offered + "'): ";
  while (true) {
    const auto answer = terminal.ask(prompt);
    if (!answer) {
      return std::nullopt;
    }
    auto name = clean_username(house, answer->empty() ? offered : *answer);
    const std::string reason = name ? refuse_new_username(house, *name) : "Error: " + name.error();
    if (reason.empty()) {
      return *name;
    }
    terminal.err(reason);
  }
}

std::optional<std::string> ask_email(House& house, Terminal& terminal) {
  while (true) {
    const auto answer = terminal.ask("Email address: ");
    if (!answer) {
      return std::nullopt;
    }
    auto email = clean_email(house, *answer);
    if (email) {
      return *email;
    }
    terminal.err("Error: " + email.error());
  }
}

std::string password_complaints(House& house, const SecretText& password,
                                const accounts::PasswordOwner& owner) {
  std::string lines;
  for (const accounts::PasswordProblem& problem : house.accounts().validators.check(password, &owner)) {
    lines += (lines.empty() ? "" : "\n") + problem.message;
  }
  return lines;
}

namespace {

/// Whether a password that the validators refuse is wanted all the same. Empty: interrupted.
std::optional<bool> wanted_nevertheless(Terminal& terminal, const std::string& complaints) {
  terminal.err(complaints);
  const auto answer = terminal.ask("Bypass password validation and create user anyway? [y/N]: ");
  return answer ? std::optional(*answer == "y" || *answer == "Y") : std::nullopt;
}

}  // namespace

std::optional<SecretText> ask_new_password(House& house, Terminal& terminal,
                                           const accounts::PasswordOwner& owner) {
  while (true) {
    auto first = terminal.ask_secret("Password: ");
    if (!first) {
      return std::nullopt;
    }
    SecretText password(std::move(*first));
    auto again = terminal.ask_secret("Password (again): ");
    if (!again) {
      return std::nullopt;
    }
    const SecretText second(std::move(*again));
    if (!crypto::same(password.reveal(), second.reveal())) {
      terminal.err("Error: Your passwords didn't match.");
      continue;
    }
    if (python_strip(password.reveal()).empty()) {
      terminal.err("Error: Blank passwords aren't allowed.");
      continue;
    }
    const std::string complaints = password_complaints(house, password, owner);
    if (complaints.empty()) {
      return password;
    }
    const std::optional<bool> wanted = wanted_nevertheless(terminal, complaints);
    if (!wanted) {
      return std::nullopt;
    }
    if (*wanted) {
      return password;
    }
  }
}

}  // namespace narvi::app
