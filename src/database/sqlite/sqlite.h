#pragma once
// The SQLite engine behind the database port. README.md draws its threads and the group commit.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/time_zone.h"
#include "database/database.h"

namespace narvi::database::sqlite {

/// What to do with the journal mode of a file that exists already; new files always use WAL. Switching a file
/// to WAL is permanent, so a site shared with Django may forbid it (design §3).
enum class Wal {
  kRequire,  ///< switch to WAL; opening fails if the file cannot be switched
  kKeep,     ///< leave the file as it is
};

struct Options {
  std::string path;  ///< a file; in-memory databases are refused
  Wal wal = Wal::kRequire;
  /// Whose local time the file holds, as Django with USE_TZ = False writes it. Where clocks are put back, the
  /// hour that comes twice is read as the first one, and times compare as the wall shows them.
  TimeZone zone;
  Milliseconds deadline{5'000};     ///< for every verb, from the call on
  std::size_t queue_limit = 4'096;  ///< writes waiting for the writer; more are answered kBusy at once
  std::size_t group_limit = 128;    ///< writes that share one commit at most
  std::size_t scan_threads = 2;
  std::size_t scan_queue_limit = 256;  ///< scans waiting for a thread; more are answered kBusy at once
  int checkpoint_pages = 1'000;  ///< pages in the WAL from which an idle writer copies them into the file
};

/// What the writer has done since the engine was opened, for metrics.
struct Counters {
  std::uint64_t jobs = 0;        ///< batches and transactions answered, failed ones too
  std::uint64_t commits = 0;     ///< durable commits; jobs / commits is the mean group
  std::uint64_t lock_waits = 0;  ///< times the writer found the file locked by somebody else and waited
  std::uint64_t reruns = 0;      ///< groups run again because one job had cost them their transaction
  std::uint64_t checkpoints = 0;
  std::uint64_t waiting = 0;  ///< jobs in the queue now
};

/// Opens or creates the file (readable by its owner only) and starts the engine's threads. Fails with
/// kConfiguration when the path is not a database or cannot be switched to WAL, kUnavailable when it cannot
/// be opened, kTimeout when it stays locked for `options.deadline`. Destroying the engine first does what is
/// queued; those waiters get their answers as always.
narvi::Result<std::unique_ptr<Database>> open(Options options);

/// The counters of an engine that `open` made; zeros for another engine.
Counters counters(const Database& database);

}  // namespace narvi::database::sqlite
