// createuser: an ordinary account, asked for as createsuperuser asks.

#include <algorithm>
#include <utility>

#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/new_user.h"
#include "app/new_user_questions.h"
#include "app/user_fields.h"

namespace narvi::app {

namespace {

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (end > 0) {
      parts.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// What the line alone decides; an error is the message of a field.
Result<NewAccount, std::string> account_of(House& house, const CommandLine& line) {
  NewAccount account;
  const std::pair<std::string_view, std::string*> names[] = {{"first-name", &account.first_name},
                                                             {"last-name", &account.last_name}};
  for (const auto& [option, into] : names) {
    auto text = clean_short_text(line.value(option).value_or(""));
    if (!text) {
      return tl::unexpected<std::string>(std::move(text.error()));
    }
    *into = std::move(*text);
  }
  auto email = clean_email(house, line.value("email").value_or(""));
  if (!email) {
    return tl::unexpected<std::string>(std::move(email.error()));
  }
  account.email = std::move(*email);
  account.is_staff = line.has("staff");
  account.is_active = !line.has("inactive");
  account.groups = comma_list(line.value("group").value_or(""));
  return account;
}

int finish(House& house, Terminal& terminal, NewAccount account) {
  const Result<void> created = create_account(house, std::move(account));
  if (!created) {
    return refuse_command(terminal, created.error().message);
  }
  terminal.out("User created successfully.");
  return 0;
}

/// The first line of standard input, whoever types or pipes it.
std::optional<std::string> password_line(Terminal& terminal) {
  return terminal.interactive() ? terminal.ask_secret("Password: ") : terminal.ask("");
}

/// Without questions a password is checked like any other: nobody is there to say that it is wanted.
int create_quietly(House& house, const CommandLine& line, Terminal& terminal, NewAccount account) {
  const accounts::UserTable& table = house.accounts().users.table();
  const auto name = username_option(line, table);
  if (!name) {
    return refuse_command(terminal, "You must use --username with --noinput.");
  }
  auto clean = clean_username(house, *name);
  const std::string reason = name->empty() ? refuse_new_username(house, "")
                             : clean       ? refuse_new_username(house, *clean)
                                           : clean.error();
  if (!reason.empty()) {
    return refuse_command(terminal, reason);
  }
  account.username = std::move(*clean);
  account.email = table.email == table.username ? account.username : account.email;
  auto password =
      line.has("password-stdin") ? password_line(terminal) : terminal.environment("DJANGO_USER_PASSWORD");
  if (line.has("password-stdin") && !password) {
    return refuse_command(terminal, "there is no password on standard input");
  }
  if (!password) {
    return finish(house, terminal, std::move(account));
  }
  account.password = SecretText(std::move(*password));
  const std::string complaints = password_complaints(
      house, *account.password, {account.username, account.first_name, account.last_name, account.email});
  if (!complaints.empty()) {
    return refuse_command(terminal, complaints);
  }
  return finish(house, terminal, std::move(account));
}

int create_by_asking(House& house, const CommandLine& line, Terminal& terminal, NewAccount account) {
  const accounts::UserTable& table = house.accounts().users.table();
  auto name = ask_username(house, terminal, username_option(line, table));
  if (!name) {
    return cancelled_command(terminal);
  }
  account.username = std::move(*name);
  if (table.email == table.username) {
    account.email = account.username;
  } else if (!table.email.empty() && !line.has("email")) {
    auto email = ask_email(house, terminal);
    if (!email) {
      return cancelled_command(terminal);
    }
    account.email = std::move(*email);
  }
  account.password = ask_new_password(
      house, terminal, {account.username, account.first_name, account.last_name, account.email});
  return account.password ? finish(house, terminal, std::move(account)) : cancelled_command(terminal);
}

}  // namespace

int run_createuser(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const bool quiet = line.has("noinput") || line.has("password-stdin");
  if (!quiet && !terminal.interactive()) {
    return refuse_command(terminal, "standard input is not a terminal: use --noinput or --password-stdin");
  }
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  auto account = account_of(**house, line);
  if (!account) {
    return refuse_command(terminal, account.error());
  }
  return quiet ? create_quietly(**house, line, terminal, std::move(*account))
               : create_by_asking(**house, line, terminal, std::move(*account));
}

}  // namespace narvi::app
