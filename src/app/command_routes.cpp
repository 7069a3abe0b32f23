#include <vector>

#include "app/commands.h"
#include "app/health.h"
#include "app/house.h"
#include "app/route_list.h"

namespace narvi::app {

int run_routes(CommandContext& context, const CommandLine& line, Terminal& terminal) {
  const SystemClock clock;
  const Readiness readiness;
  HouseParts parts{clock, context.random, SecretText(), {}, true, health_endpoints(readiness)};
  auto house = House::build(context.settings, std::move(parts));
  if (!house) {
    terminal.err("narvi: " + house.error().message);
    return 1;
  }
  std::vector<RouteLine> routes;
  for (const rest::Endpoint& endpoint : (*house)->site().endpoints()) {
    routes.push_back(route_line(endpoint));
  }
  for (const std::string& text : line.has("json") ? route_json(routes) : route_table(routes)) {
    terminal.out(text);
  }
  return 0;
}

}  // namespace narvi::app
