#include "app/clear_expired.h"

#include <optional>
#include <utility>

#include "app/progress.h"
#include "io/suspend.h"

namespace narvi::app {

Result<void> clear_expired(const CleanUp& kind, std::string what, Terminal& terminal) {
  std::optional<std::uint64_t> total;
  if (terminal.shows_progress() && kind.count) {
    const Result<std::int64_t> counted = io::run_blocking(kind.count());
    if (!counted) {
      return tl::unexpected<Error>(counted.error());
    }
    total = static_cast<std::uint64_t>(*counted);
  }
  Progress progress(terminal, std::move(what), total);
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

}  // namespace narvi::app
