// cleartokens: deletes what has expired of every system's tokens, in small batches, silently, as
// clearsessions does for sessions.

#include <utility>
#include <vector>

#include "app/cleanup_wiring.h"
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

int run_cleartokens(CommandContext& context, const CommandLine& /*line*/, Terminal& terminal) {
  if (Result<void> there = require_database(context.settings); !there) {
    return failed(terminal, there.error());
  }
  const SystemClock clock;
  HouseParts parts{clock, context.random, context.settings.secret("security", "secret_key"), {}, false, {}};
  const auto house = House::build(context.settings, std::move(parts));
  if (!house) {
    return failed(terminal, house.error());
  }
  std::vector<CleanUp> list = clean_ups_of(**house);
  std::erase_if(list,
                [](const CleanUp& kind) { return kind.name == "sessions"; });  // clearsessions does those
  for (const rest::BackgroundJob& job : (*house)->services().background) {
    if (!job.every) {
      list.push_back({job.name, job.run});
    }
  }
  for (const CleanUp& kind : list) {
    if (Result<void> cleared = clear_expired(kind, "Deleting what expired: " + kind.name, terminal);
        !cleared) {
      return failed(terminal, cleared.error());
    }
  }
  return 0;
}

}  // namespace narvi::app
