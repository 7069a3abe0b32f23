#include "systems/forward_auth/command_check.h"

#include <fmt/format.h>

#include <array>

#include "base/printable.h"
#include "io/suspend.h"
#include "systems/forward_auth/explain.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::array<CommandOption, 4> kOptions = {{
    {"--url", "", "URL", "the address that a visitor asks for", true},
    {"--method", "", "METHOD", "his method; GET unless given"},
    {"--user", "", "USER", "who he is; nobody unless given"},
    {"--client-address", "", "ADDRESS", "where he comes from, for rules with networks"},
}};

constexpr int kDoesNotPass = 1;
constexpr int kWrongUsage = 2;

int wrong(Terminal& terminal, const std::string& message, const std::string& mend) {
  terminal.err(printable("CommandError: " + message));
  terminal.err("  mend: " + mend);
  return kWrongUsage;
}

int failed(Terminal& terminal, const std::string& message) {
  terminal.err(printable("CommandError: " + message));
  return kDoesNotPass;
}

/// As a proxy would tell it, so that exactly what is refused there is refused here.
Result<Target, TargetFault> target_of(std::string_view method, std::string_view url) {
  http::Request request;
  request.headers.add("X-Original-Method", method);
  request.headers.add("X-Original-URL", url);
  return read_target(Family::kAuthRequest, request, {});
}

int tell(const rest::Services& services, const Supposed& supposed, Terminal& terminal) {
  const Result<Options> options = read_options(services.settings);
  if (!options) {
    return failed(terminal, options.error().message);
  }
  const Result<std::vector<Rule>> rules = read_rules(services.settings);
  if (!rules) {
    return failed(terminal, rules.error().message);
  }
  const auto explanation = io::run_blocking(explain(services, *options, *rules, supposed));
  if (!explanation) {
    return failed(terminal, explanation.error().message);
  }
  for (const std::string& text : explanation->lines) {
    terminal.out(printable(text));
  }
  return explanation->passes ? 0 : kDoesNotPass;
}

}  // namespace

std::span<const CommandOption> check_options() {
  return kOptions;
}

int run_check(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const std::string method = line.value("method").value_or("GET");
  const std::string url = line.value("url").value_or("");
  const auto target = target_of(method, url);
  if (!target) {
    return wrong(terminal, fmt::format("{} {} is not what a proxy could ask about", method, url),
                 "write --url https://app.example.com/path and --method in upper case");
  }
  Supposed supposed{*target, {}, {}};
  if (const auto address = line.value("client-address")) {
    supposed.client = http::parse_ip(*address);
    if (!supposed.client) {
      return wrong(terminal, fmt::format("{} is not an address", *address), "write 192.0.2.7 or 2001:db8::7");
    }
  }
  if (const auto username = line.value("user")) {
    auto user = io::run_blocking(house.services.accounts.users.find_by_name(*username));
    if (!user) {
      return failed(terminal, user.error().message);
    }
    if (!*user) {
      return wrong(terminal, fmt::format("user {} does not exist", *username),
                   "`narvi users list` shows them");
    }
    supposed.user = std::move(**user);
  }
  return tell(house.services, supposed, terminal);
}

}  // namespace narvi::systems::forward_auth
