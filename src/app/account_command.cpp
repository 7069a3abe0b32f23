#include "app/account_command.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "app/database_wiring.h"

namespace narvi::app {

int refuse_command(Terminal& terminal, std::string_view message) {
  terminal.err("CommandError: " + std::string(message));
  return 1;
}

int cancelled_command(Terminal& terminal) {
  terminal.err("\nOperation cancelled.");
  return 1;
}

Result<std::unique_ptr<House>> open_house(CommandContext& context, const Clock& clock,
                                          std::optional<Milliseconds> deadline) {
  if (Result<void> there = require_database(context.settings); !there) {
    return tl::unexpected<Error>(there.error());
  }
  HouseParts parts{clock, context.random, context.settings.secret("security", "secret_key"), {}, false, {}};
  parts.deadline = deadline;
  return House::build(context.settings, std::move(parts));
}

std::string name_of_username(const accounts::UserTable& table) {
  if (table.username == table.email) {
    return "email address";
  }
  std::string name = table.username;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

std::string system_user(const Terminal& terminal) {
  for (const std::string_view variable : {"LOGNAME", "USER", "LNAME", "USERNAME"}) {
    if (auto name = terminal.environment(variable); name && !name->empty()) {
      return *name;
    }
  }
  const passwd* entry = getpwuid(geteuid());
  return entry == nullptr ? std::string() : entry->pw_name;
}

}  // namespace narvi::app
