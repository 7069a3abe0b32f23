#include "systems/credentials/commands.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/printable.h"
#include "base/utf8.h"
#include "database/time_text.h"
#include "io/suspend.h"
#include "systems/credentials/holdings.h"
#include "systems/credentials/session_kind.h"

namespace narvi::systems::credentials {

namespace {

constexpr std::array<CommandOption, 3> kOptions = {{
    {"username", "", "USER", "whose", true},
    {"--end", "", "ID", "end that one"},
    {"--all", "", "", "end all of them"},
}};

using Line = std::array<std::string, 8>;

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

std::string when(const std::optional<Instant>& instant, const char* otherwise) {
  return instant ? database::format_instant(*instant).value_or(otherwise).substr(0, 16) : otherwise;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : printable(text);
}

Line line_of(const Holding& holding) {
  return {holding.id,
          or_dash(holding.held.client),
          or_dash(holding.name),
          when(holding.held.created, "-"),
          when(holding.held.expiry, "never"),
          when(holding.last_used, "-"),
          or_dash(holding.address),
          or_dash(holding.user_agent)};
}

/// Columns as wide as their longest cell; the last is as long as it is.
void print(const std::vector<Line>& lines, Terminal& terminal) {
  std::array<std::size_t, 8> widths{};
  for (const Line& line : lines) {
    for (std::size_t column = 0; column + 1 < line.size(); ++column) {
      widths[column] = std::max(widths[column], count_code_points(line[column]));
    }
  }
  for (const Line& line : lines) {
    std::string text;
    for (std::size_t column = 0; column < line.size(); ++column) {
      text += line[column];
      if (column + 1 < line.size()) {
        text.append(widths[column] - count_code_points(line[column]) + 2, ' ');
      }
    }
    terminal.out(text);
  }
}

int list(const Holdings& holdings, const accounts::User& user, Terminal& terminal) {
  const Result<std::vector<Holding>> all = io::run_blocking(holdings.of(user));
  if (!all) {
    return refuse(terminal, all.error().message);
  }
  if (all->empty()) {
    terminal.out(printable(user.username) + " has no session and no token.");
    return 0;
  }
  std::vector<Line> lines{
      {"ID", "CLIENT", "NAME", "CREATED", "EXPIRES", "LAST USED", "ADDRESS", "USER AGENT"}};
  for (const Holding& holding : *all) {
    lines.push_back(line_of(holding));
  }
  print(lines, terminal);
  return 0;
}

int end_one(const Holdings& holdings, const accounts::User& user, const std::string& id, Terminal& terminal) {
  const Result<std::optional<Holding>> holding = io::run_blocking(holdings.find(user, id));
  if (!holding) {
    return refuse(terminal, holding.error().message);
  }
  if (!*holding) {
    return refuse(terminal, printable(user.username) + " has no session or token " + id);
  }
  const Result<bool> ended = io::run_blocking(holdings.end(user, **holding));
  if (!ended) {
    return refuse(terminal, ended.error().message);
  }
  if (!*ended) {
    return refuse(terminal, id + " had gone already");
  }
  terminal.out("Ended " + id + ".");
  return 0;
}

int end_all(const Holdings& holdings, const accounts::User& user, Terminal& terminal) {
  const Result<std::int64_t> ended = io::run_blocking(holdings.end_all(user, {}));
  if (!ended) {
    return refuse(terminal, ended.error().message);
  }
  terminal.out("Ended " + std::to_string(*ended) +
               (*ended == 1 ? " session or token." : " sessions and tokens."));
  return 0;
}

}  // namespace

std::span<const rest::SystemCommand> commands() {
  static constexpr std::array<rest::SystemCommand, 1> kCommands = {{
      {"sessions", "list a user's sessions and tokens, or end them", kOptions, run_sessions},
  }};
  return kCommands;
}

int run_sessions(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  if (line.has("end") && line.has("all")) {
    return refuse(terminal, "--end names one, --all means every one: give one of them");
  }
  const std::string username = line.value("username").value_or("");
  const auto user = io::run_blocking(house.services.accounts.users.find_by_name(username));
  if (!user) {
    return refuse(terminal, user.error().message);
  }
  if (!*user) {
    return refuse(terminal, "user " + printable(username) + " does not exist");
  }
  const Holdings holdings(house.services, uses_of(house.services));
  if (const auto id = line.value("end")) {
    return end_one(holdings, **user, *id, terminal);
  }
  return line.has("all") ? end_all(holdings, **user, terminal) : list(holdings, **user, terminal);
}

}  // namespace narvi::systems::credentials
