#pragma once
// What the commands about accounts have in common: the house without its door, Django's way of saying no, and
// how the site calls the columns.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/commands.h"
#include "app/house.h"
#include "base/clock.h"
#include "base/command.h"

namespace narvi::app {

/// "CommandError: MESSAGE" on standard error. Returns the exit code 1.
int refuse_command(Terminal& terminal, std::string_view message);

/// Django's answer to Ctrl-C. Returns the exit code 1.
int cancelled_command(Terminal& terminal);

/// The house of a database that is there. `clock` outlives it. `deadline` replaces [database] deadline.
Result<std::unique_ptr<House>> open_house(CommandContext& context, const Clock& clock,
                                          std::optional<Milliseconds> deadline = std::nullopt);

/// The verbose name of the column that people log in with: "username", "email address", or the column's own
/// name with blanks.
std::string name_of_username(const accounts::UserTable& table);
/// The text with its first letter as a capital.
std::string capitalized(std::string text);

/// The name of the person at the machine, as Python's getpass.getuser finds it.
std::string system_user(const Terminal& terminal);

}  // namespace narvi::app
