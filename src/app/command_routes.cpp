#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/health.h"
#include "app/house.h"
#include "rest/permission.h"
#include "rest/scheme.h"
#include "rest/throttle.h"

namespace narvi::app {

namespace {

constexpr std::size_t kColumns = 6;
using Line = std::array<std::string, kColumns>;

template <class List>
std::string names(const List& list, std::string_view none) {
  std::string text;
  for (const auto& item : list) {
    text.append(text.empty() ? "" : ", ").append(item->name());
  }
  return text.empty() ? std::string(none) : text;
}

Line describe(const rest::Endpoint& endpoint) {
  const bool open = endpoint.permissions.empty();
  return {endpoint.path,
          endpoint.name,
          endpoint.direct ? "GET, HEAD" : endpoint.allow,
          names(endpoint.schemes, "-"),
          open ? "open: " + std::string(endpoint.open_because == nullptr ? "?" : endpoint.open_because)
               : names(endpoint.permissions, "-"),
          names(endpoint.throttles, "-")};
}

/// Columns as wide as their widest cell; the last one ends the line.
void print(const std::vector<Line>& lines, Terminal& terminal) {
  std::array<std::size_t, kColumns> widths{};
  for (const Line& line : lines) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      widths[column] = std::max(widths[column], line[column].size());
    }
  }
  for (const Line& line : lines) {
    std::string text;
    for (std::size_t column = 0; column < kColumns; ++column) {
      text += line[column];
      if (column + 1 < kColumns) {
        text.append(widths[column] - line[column].size() + 2, ' ');
      }
    }
    terminal.out(text);
  }
}

}  // namespace

int run_routes(CommandContext& context, const CommandLine& /*line*/, Terminal& terminal) {
  const SystemClock clock;
  const Readiness readiness;
  HouseParts parts{clock, context.random, SecretText(), {}, true, health_endpoints(readiness)};
  auto house = House::build(context.settings, std::move(parts));
  if (!house) {
    terminal.err("narvi: " + house.error().message);
    return 1;
  }
  std::vector<Line> lines{{"PATH", "NAME", "METHODS", "SCHEMES", "PERMISSIONS", "THROTTLES"}};
  for (const rest::Endpoint& endpoint : (*house)->site().endpoints()) {
    lines.push_back(describe(endpoint));
  }
  print(lines, terminal);
  return 0;
}

}  // namespace narvi::app
