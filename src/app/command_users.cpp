// createsuperuser and changepassword, with Django's questions and answers (contract django-auth §6.8).

#include <pwd.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>

#include "accounts/username.h"
#include "app/commands.h"
#include "app/database_wiring.h"
#include "app/house.h"
#include "base/utf8.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

constexpr std::size_t kLongestUsername = 150;
constexpr int kPasswordTries = 3;

int refuse(Terminal& terminal, std::string_view message) {
  terminal.err("CommandError: " + std::string(message));
  return 1;
}

int cancelled(Terminal& terminal) {
  terminal.err("\nOperation cancelled.");
  return 1;
}

Result<std::unique_ptr<House>> open_house(CommandContext& context, const Clock& clock) {
  if (Result<void> there = require_database(context.settings); !there) {
    return tl::unexpected<Error>(there.error());
  }
  HouseParts parts{clock, context.random, context.settings.secret("security", "secret_key"), {}, false, {}};
  return House::build(context.settings, std::move(parts));
}

std::string system_user() {
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? std::string() : entry->pw_name;
}

/// The name as it will be stored, or what is wrong with it.
Result<std::string, std::string> acceptable_name(House& house, std::string_view given) {
  if (given.empty()) {
    return tl::unexpected<std::string>("Username cannot be blank.");
  }
  const std::optional<std::string> name = accounts::normalize_username(given);
  if (!name) {
    return tl::unexpected<std::string>("Username is not valid UTF-8.");
  }
  const std::size_t length = count_code_points(*name);
  if (length > kLongestUsername) {
    return tl::unexpected<std::string>("Ensure this value has at most 150 characters (it has " +
                                       std::to_string(length) + ").");
  }
  if (const auto message =
          accounts::refuse_username(*name, accounts::UsernameCharacters::kUnicode, house.accounts().django)) {
    return tl::unexpected<std::string>(std::string(*message));
  }
  const auto existing = io::run_blocking(house.accounts().users.find_by_name(*name));
  if (!existing) {
    return tl::unexpected<std::string>(existing.error().message);
  }
  if (*existing) {
    return tl::unexpected<std::string>("That username is already taken.");
  }
  return *name;
}

Result<void> create(House& house, const std::string& name, const std::string& email,
                    std::optional<SecretText> password, const Clock& clock, Random& random) {
  accounts::NewUser user;
  user.username = name;
  user.email = accounts::normalize_email(email);
  user.is_staff = true;
  user.is_superuser = true;
  if (password) {
    auto encoded = io::run_blocking(house.accounts().passwords.make(std::move(*password)));
    if (!encoded) {
      return tl::unexpected<Error>(std::move(encoded.error()));
    }
    user.password = std::move(*encoded);
  } else {
    user.password = SecretText(accounts::make_unusable_password(random));
  }
  std::optional<accounts::UserKey> key;
  if (house.accounts().users.key_type() == accounts::UserKeyType::kUuid) {
    key = accounts::new_uuid_key(random);
  }
  const auto created = io::run_blocking(house.accounts().users.create(std::move(user), clock.now(), key));
  if (!created) {
    return tl::unexpected<Error>(created.error());
  }
  return {};
}

/// Asks twice until both answers are the same and not blank. Empty: cancelled.
std::optional<SecretText> ask_new_password(Terminal& terminal) {
  while (true) {
    const auto first = terminal.ask_secret("Password: ");
    if (!first) {
      return std::nullopt;
    }
    const auto second = terminal.ask_secret("Password (again): ");
    if (!second) {
      return std::nullopt;
    }
    if (*first != *second) {
      terminal.err("Error: Your passwords didn't match.");
    } else if (first->find_first_not_of(" \t") == std::string::npos) {
      terminal.err("Error: Blank passwords aren't allowed.");
    } else {
      return SecretText(*first);
    }
  }
}

std::optional<std::string> ask_name(House& house, Terminal& terminal) {
  const std::string own = system_user();
  const bool offered = !own.empty() && acceptable_name(house, own).has_value();
  while (true) {
    auto answer =
        terminal.ask(offered ? "Username (leave blank to use '" + own + "'): " : std::string("Username: "));
    if (!answer) {
      return std::nullopt;
    }
    auto name = acceptable_name(house, answer->empty() && offered ? own : *answer);
    if (name) {
      return *name;
    }
    terminal.err("Error: " + name.error());
  }
}

std::optional<std::string> option_or_environment(const CommandLine& line, Terminal& terminal,
                                                 std::string_view option, std::string_view variable) {
  const auto given = line.value(option);
  return given ? given : terminal.environment(variable);
}

int create_quietly(House& house, CommandContext& context, const CommandLine& line, Terminal& terminal,
                   const Clock& clock) {
  const auto given = option_or_environment(line, terminal, "username", "DJANGO_SUPERUSER_USERNAME");
  if (!given) {
    return refuse(terminal, "You must use --username with --noinput.");
  }
  const auto name = acceptable_name(house, *given);
  if (!name) {
    const bool taken = name.error() == "That username is already taken.";
    return refuse(terminal, (taken ? "Error: " : "") + name.error());
  }
  const auto email = option_or_environment(line, terminal, "email", "DJANGO_SUPERUSER_EMAIL");
  if (!email) {
    return refuse(terminal, "You must use --email with --noinput.");
  }
  const auto password = terminal.environment("DJANGO_SUPERUSER_PASSWORD");
  const Result<void> created =
      create(house, *name, *email, password ? std::optional(SecretText(*password)) : std::nullopt, clock,
             context.random);
  if (!created) {
    return refuse(terminal, created.error().message);
  }
  terminal.out("Superuser created successfully.");
  return 0;
}

int create_by_asking(House& house, CommandContext& context, const CommandLine& line, Terminal& terminal,
                     const Clock& clock) {
  std::optional<std::string> name;
  if (const auto given = line.value("username")) {
    auto acceptable = acceptable_name(house, *given);
    if (!acceptable) {
      return refuse(terminal, acceptable.error());
    }
    name = *acceptable;
  } else {
    name = ask_name(house, terminal);
  }
  if (!name) {
    return cancelled(terminal);
  }
  const auto email = line.value("email") ? line.value("email") : terminal.ask("Email address: ");
  if (!email) {
    return cancelled(terminal);
  }
  auto password = ask_new_password(terminal);
  if (!password) {
    return cancelled(terminal);
  }
  const Result<void> created = create(house, *name, *email, std::move(password), clock, context.random);
  if (!created) {
    return refuse(terminal, created.error().message);
  }
  terminal.out("Superuser created successfully.");
  return 0;
}

}  // namespace

int run_createsuperuser(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  if (!line.has("noinput") && !terminal.interactive()) {
    terminal.out(
        "Superuser creation skipped due to not running in a TTY. You can run `narvi createsuperuser` to "
        "create one "
        "manually.");
    return 0;
  }
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse(terminal, house.error().message);
  }
  return line.has("noinput") ? create_quietly(**house, context, line, terminal, clock)
                             : create_by_asking(**house, context, line, terminal, clock);
}

int run_changepassword(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  auto house = open_house(context, clock);
  if (!house) {
    return refuse(terminal, house.error().message);
  }
  const std::string name = line.value("username").value_or(system_user());
  const auto user = io::run_blocking((*house)->accounts().users.find_by_name(name));
  if (!user) {
    return refuse(terminal, user.error().message);
  }
  if (!*user) {
    return refuse(terminal, "user '" + name + "' does not exist");
  }
  terminal.out("Changing password for user '" + name + "'");
  for (int attempt = 0; attempt < kPasswordTries; ++attempt) {
    const auto first = terminal.ask_secret("Password: ");
    if (!first || first->empty()) {
      return refuse(terminal, "aborted");
    }
    const auto second = terminal.ask_secret("Password (again): ");
    if (!second) {
      return refuse(terminal, "aborted");
    }
    if (*first != *second) {
      terminal.out("Passwords do not match. Please try again.");
      continue;
    }
    auto encoded = io::run_blocking((*house)->accounts().passwords.make(SecretText(*first)));
    if (!encoded) {
      return refuse(terminal, encoded.error().message);
    }
    const auto changed =
        io::run_blocking((*house)->accounts().users.set_password((*user)->key, std::move(*encoded)));
    if (!changed) {
      return refuse(terminal, changed.error().message);
    }
    terminal.out("Password changed successfully for user '" + name + "'");
    return 0;
  }
  return refuse(terminal, "Aborting password change for user '" + name + "' after 3 attempts");
}

}  // namespace narvi::app
