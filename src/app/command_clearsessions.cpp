// clearsessions: deletes expired sessions, silently, as Django's command of that name (contract
// django-sessions-csrf §5). Engines without rows have nothing to do.

#include "app/clear_expired.h"
#include "app/commands.h"
#include "app/database_wiring.h"
#include "app/house.h"

namespace narvi::app {

namespace {

int failed(Terminal& terminal, const Error& error) {
  terminal.err("narvi: " + error.message);
  return 1;
}

}  // namespace

int run_clearsessions(CommandContext& context, const CommandLine& /*line*/, Terminal& terminal) {
  if (Result<void> there = require_database(context.settings); !there) {
    return failed(terminal, there.error());
  }
  const SystemClock clock;
  HouseParts parts{clock, context.random, context.settings.secret("security", "secret_key"), {}, false, {}};
  const auto house = House::build(context.settings, std::move(parts));
  if (!house) {
    return failed(terminal, house.error());
  }
  accounts::SessionStore& sessions = *(*house)->accounts().sessions;
  const CleanUp kind{"sessions", [&sessions](std::int64_t limit) { return sessions.delete_expired(limit); },
                     [&sessions] { return sessions.count_expired(); }};
  if (Result<void> cleared = clear_expired(kind, "Deleting expired sessions", terminal); !cleared) {
    return failed(terminal, cleared.error());
  }
  return 0;
}

}  // namespace narvi::app
