// clearsessions: deletes expired sessions, silently, as Django's command of that name (contract
// django-sessions-csrf §5). Engines without rows have nothing to do.

#include <optional>

#include "app/cleanup.h"
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

/// Counted only for the bar: a cron job need not pay for it.
std::optional<std::uint64_t> expected(accounts::SessionStore& sessions, const Terminal& terminal) {
  if (!terminal.shows_progress()) {
    return std::nullopt;
  }
  const Result<std::int64_t> counted = io::run_blocking(sessions.count_expired());
  return counted ? std::optional(static_cast<std::uint64_t>(*counted)) : std::nullopt;
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
  Progress progress(terminal, "Deleting expired sessions", expected(sessions, terminal));
  for (std::int64_t removed = kCleanUpBatch; removed == kCleanUpBatch;) {
    const Result<std::int64_t> batch = io::run_blocking(sessions.delete_expired(kCleanUpBatch));
    if (!batch) {
      return failed(terminal, batch.error());
    }
    removed = *batch;
    progress.advance(static_cast<std::uint64_t>(removed));
  }
  return 0;
}

}  // namespace narvi::app
