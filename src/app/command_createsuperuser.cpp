// createsuperuser, with Django's questions and answers (contract django-auth §6.8).

#include <algorithm>
#include <utility>

#include "app/account_command.h"
#include "app/account_commands.h"
#include "app/new_user.h"
#include "app/new_user_questions.h"
#include "app/user_fields.h"

namespace narvi::app {

namespace {

/// DJANGO_SUPERUSER_ and the column's name in capitals.
std::string variable_of(std::string_view column) {
  std::string name = "DJANGO_SUPERUSER_";
  for (const char c : column) {
    name.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return name;
}

/// How the line and the environment give a column: the option beats the variable.
std::optional<std::string> given(const CommandLine& line, const Terminal& terminal, std::string_view option,
                                 std::string_view column) {
  auto value = line.value(option);
  return value ? value : terminal.environment(variable_of(column));
}

bool asks_for_email(const accounts::UserTable& table) {
  return !table.email.empty() && table.email != table.username;
}

int finish(House& house, Terminal& terminal, NewAccount account) {
  account.is_staff = true;
  account.is_superuser = true;
  const Result<void> created = create_account(house, std::move(account));
  if (!created) {
    return refuse_command(terminal, created.error().message);
  }
  terminal.out("Superuser created successfully.");
  return 0;
}

int create_quietly(House& house, const CommandLine& line, Terminal& terminal) {
  const accounts::UserTable& table = house.accounts().users.table();
  auto name = username_option(line, table);
  name = name ? name : terminal.environment(variable_of(table.username));
  if (!name) {
    return refuse_command(terminal, "You must use --" + table.username + " with --noinput.");
  }
  if (name->empty()) {
    return refuse_command(terminal, refuse_new_username(house, ""));
  }
  NewAccount account;
  auto clean = clean_username(house, *name);
  const std::string reason = clean ? refuse_new_username(house, *clean) : clean.error();
  if (!reason.empty()) {
    return refuse_command(terminal, reason);
  }
  account.username = std::move(*clean);
  account.email = table.email == table.username ? account.username : "";
  if (asks_for_email(table)) {
    const auto address = given(line, terminal, "email", table.email);
    if (!address) {
      return refuse_command(terminal, "You must use --email with --noinput.");
    }
    auto email = clean_email(house, *address);
    if (!email) {
      return refuse_command(terminal, email.error());
    }
    account.email = std::move(*email);
  }
  if (auto password = terminal.environment("DJANGO_SUPERUSER_PASSWORD")) {
    account.password = SecretText(std::move(*password));
  }
  return finish(house, terminal, std::move(account));
}

int create_by_asking(House& house, const CommandLine& line, Terminal& terminal) {
  const accounts::UserTable& table = house.accounts().users.table();
  const auto offered = username_option(line, table);
  if (offered && offered->empty()) {
    return refuse_command(terminal, refuse_new_username(house, ""));
  }
  NewAccount account;
  auto name = ask_username(house, terminal, offered);
  if (!name) {
    return cancelled_command(terminal);
  }
  account.username = std::move(*name);
  account.email = table.email == table.username ? account.username : "";
  if (asks_for_email(table)) {
    auto email = line.value("email");
    auto clean = email ? clean_email(house, *email) : Result<std::string, std::string>("");
    if (!clean) {
      return refuse_command(terminal, clean.error());
    }
    auto address = email ? std::optional(*clean) : ask_email(house, terminal);
    if (!address) {
      return cancelled_command(terminal);
    }
    account.email = std::move(*address);
  }
  account.password = ask_new_password(house, terminal, {account.username, "", "", account.email});
  return account.password ? finish(house, terminal, std::move(account)) : cancelled_command(terminal);
}

}  // namespace

int run_createsuperuser(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  if (!line.has("noinput") && !terminal.interactive()) {
    terminal.out(
        "Superuser creation skipped due to not running in a TTY. You can run `narvi createsuperuser` to "
        "create one manually.");
    return 0;
  }
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse_command(terminal, house.error().message);
  }
  return line.has("noinput") ? create_quietly(**house, line, terminal)
                             : create_by_asking(**house, line, terminal);
}

}  // namespace narvi::app
