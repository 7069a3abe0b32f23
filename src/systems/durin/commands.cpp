#include "systems/durin/commands.h"

#include <array>

#include "base/utf8.h"
#include "io/suspend.h"
#include "systems/durin/client_rate.h"
#include "systems/durin/clients.h"
#include "systems/durin/duration_text.h"
#include "systems/durin/options.h"

namespace narvi::systems::durin {

namespace {

constexpr std::array<CommandOption, 4> kCreateOptions = {{
    {"name", "", "NAME", "what programs name it by when they log in", true},
    {"--token-ttl", "", "TEXT",
     "lifetime of its tokens: \"14 00:00\" is 14 days, \"90\" seconds; or \"never\"; else default_token_ttl"},
    {"--throttle-rate", "", "TEXT", "\"10/m\" (s, m, h, d); else the default rate of user_per_client"},
    {"--settings", "", "JSON", "an object of texts for the site's own steps: '{\"platform\": \"ios\"}'"},
}};

constexpr std::size_t kLongestText = 64;  // characters: width of both columns
constexpr std::string_view kTooLong = "Ensure this field has no more than 64 characters.";
constexpr std::string_view kNul = "Null characters are not allowed.";

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

/// Upstream's first message about a text; empty: none.
std::string text_fault(std::string_view text) {
  if (find_utf8_fault(text)) {
    return "Not a valid string.";
  }
  if (count_code_points(text) > kLongestText) {
    return std::string(kTooLong);
  }
  return std::string(text.find('\0') == std::string_view::npos ? std::string_view() : kNul);
}

/// The client of the line, or what is wrong with it, a line for each field.
Result<Client> read_client(const CommandLine& line, const Options& options) {
  std::string faults;
  const auto wrong = [&faults](std::string_view field, const std::string& message) {
    if (!message.empty()) {
      faults += "\n" + std::string(field) + ": " + message;
    }
  };
  Client client;
  client.name = std::string(python_strip(line.value("name").value_or("")));
  wrong("name", client.name.empty() ? "This field may not be blank." : text_fault(client.name));
  client.token_ttl = options.default_token_ttl;  // upstream stores 0 if it is not told (§7)
  if (const std::optional<std::string> text = line.value("token-ttl")) {
    const Result<Microseconds> length =
        *text == "never" ? Result<Microseconds>(kNever) : parse_duration(*text);
    wrong("token_ttl", length ? std::string() : length.error().message);
    client.token_ttl = length.value_or(Microseconds(0));
  }
  client.throttle_rate = std::string(python_strip(line.value("throttle-rate").value_or("")));
  const std::string too_long = text_fault(client.throttle_rate);
  wrong("throttle_rate", too_long.empty() ? client_rate_fault(client.throttle_rate) : too_long);
  if (const std::optional<std::string> text = line.value("settings")) {
    auto settings = parse_client_settings(*text);
    wrong("settings", settings ? "" : "Write a JSON object of texts.");
    client.settings = settings.value_or(std::map<std::string, std::string>());
  }
  if (!faults.empty()) {
    return fail(ErrorKind::kInvalid, "Can't create client!" + faults);
  }
  return client;
}

}  // namespace

int run_create_client(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const Result<Options> options = read_options(house.services.settings);
  if (!options) {
    return refuse(terminal, options.error().message);
  }
  Result<Client> client = read_client(line, *options);
  if (!client) {
    return refuse(terminal, client.error().message);
  }
  Clients clients(house.services.database);
  const auto made = io::run_blocking(clients.create(*client));
  if (!made) {
    return refuse(terminal, made.error().message);
  }
  if (!*made) {
    return refuse(terminal, "Can't create client!\nname: client with this name already exists.");
  }
  terminal.out("Client " + client->name + " created!");
  return 0;
}

int run_clients(const rest::CommandHouse& house, const CommandLine& /*line*/, Terminal& terminal) {
  Clients clients(house.services.database);
  const auto list = io::run_blocking(clients.list());
  if (!list) {
    return refuse(terminal, list.error().message);
  }
  if (list->empty()) {
    terminal.err("There are no clients. `narvi create_client NAME` makes one.");
  }
  for (const Client& client : *list) {
    const std::string lifetime = client.token_ttl == kNever ? "never" : duration_text(client.token_ttl);
    std::string row = std::to_string(client.id) + "  " + client.name + "  " + lifetime;
    row += "  " + (client.throttle_rate.empty() ? std::string("-") : client.throttle_rate);
    for (const auto& [key, value] : client.settings) {
      row.append("  ").append(key).append("=").append(value);
    }
    terminal.out(row);
  }
  return 0;
}

std::span<const rest::SystemCommand> commands() {
  static constexpr std::array<rest::SystemCommand, 2> kCommands = {{
      {"create_client", "make a client that users can log in from", kCreateOptions, run_create_client},
      {"durin clients", "list the clients with lifetime, rate and settings", {}, run_clients},
  }};
  return kCommands;
}

}  // namespace narvi::systems::durin
