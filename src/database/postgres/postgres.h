#pragma once
// The PostgreSQL engine: opens a Database on a PostgreSQL server (README.md has the picture).

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "database/database.h"

namespace narvi::io {
class AsioLoop;
}

namespace narvi::database::postgres {

struct Options {
  /// "postgresql://user:password@host:5432/name?sslmode=require", or libpq's "host=... dbname=..."
  SecretText url;
  /// Connections of each loop for look-ups.
  std::size_t readers = 2;
  /// Connections of each loop for batches. Each waits for one commit after the other; several commit
  /// together.
  std::size_t writers = 2;
  /// Connections of each loop, at most, for scans and transactions; opened when needed.
  std::size_t reserved = 4;
  /// Every verb ends within this. Also the server's statement_timeout.
  std::chrono::milliseconds deadline{5000};
  /// Operations of one loop and kind that may wait for a connection; more are refused with kUnavailable.
  std::size_t queue = 4096;
  /// Operations in flight on one pipelined connection (those of readers and writers).
  std::size_t depth = 64;
  /// open() connects before it returns, and fails if it cannot.
  bool wait = true;
};

/// Opens the engine. `loops` are the production loops: each gets connections of its own, used by the flows
/// that run on it. Flows on any other loop or thread share one more set of connections on a thread of the
/// engine, started when first needed.
///
/// Errors: kConfiguration if the URL cannot be read; kUnavailable if `wait` is set and the server cannot be
/// reached or refuses. No error and no log line contains the password.
///
/// Destroy the Database before `loops` stop, and not while a verb is being called: flows in flight end with
/// kUnavailable.
narvi::Result<std::unique_ptr<Database>> open(Options options, std::vector<io::AsioLoop*> loops = {});

}  // namespace narvi::database::postgres
