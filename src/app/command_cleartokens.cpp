// cleartokens: deletes what has expired of every system's tokens, in small batches, silently, as
// clearsessions does for sessions.

#include <optional>
#include <utility>
#include <vector>

#include "app/cleanup_wiring.h"
#include "app/commands.h"
#include "app/database_wiring.h"
#include "app/house.h"
#include "app/progress.h"
#include "io/suspend.h"

namespace narvi::app {

namespace {

int failed(Terminal& terminal, const Error& error) {
  terminal.err("narvi: " + error.message);
  return 1;
}

Result<void> clear(const CleanUp& kind, Terminal& terminal) {
  std::optional<std::uint64_t> total;
  if (terminal.shows_progress() && kind.count) {  // counted only for the bar
    const Result<std::int64_t> counted = io::run_blocking(kind.count());
    if (!counted) {
      return tl::unexpected<Error>(counted.error());
    }
    total = static_cast<std::uint64_t>(*counted);
  }
  Progress progress(terminal, "Deleting what expired: " + kind.name, total);
  for (std::int64_t removed = kCleanUpBatch; removed == kCleanUpBatch;) {
    const Result<std::int64_t> batch = io::run_blocking(kind.remove(kCleanUpBatch));
    if (!batch) {
      return tl::unexpected<Error>(batch.error());
    }
    removed = *batch;
    progress.advance(static_cast<std::uint64_t>(removed));
  }
  return {};
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
    if (Result<void> cleared = clear(kind, terminal); !cleared) {
      return failed(terminal, cleared.error());
    }
  }
  return 0;
}

}  // namespace narvi::app
