#pragma once
// Server: what all lanes share. Nothing in it changes after the start, except inside the side threads, which
// lock.

#include <chrono>
#include <cstddef>
#include <utility>

#include "database/postgres/postgres.h"
#include "database/postgres/side_thread.h"
#include "database/postgres/target.h"

namespace narvi::database::postgres {

struct Server {
  Server(Target known_target, const Options& options)
      : target(std::move(known_target)),
        readers(options.readers),
        writers(options.writers),
        reserved(options.reserved),
        deadline(options.deadline),
        queue(options.queue),
        depth(options.depth) {}

  const Target target;
  const std::size_t readers;
  const std::size_t writers;
  const std::size_t reserved;
  const std::chrono::milliseconds deadline;
  const std::size_t queue;
  const std::size_t depth;
  SideThread cancelling;
  SideThread connecting;  // a thread of its own: a cancel that hangs must not keep us from connecting
};

/// How long an operation waits for a connection that is being made anew: while the server is away, the answer
/// is a quick kUnavailable and not a late kTimeout.
inline constexpr std::chrono::milliseconds kPatience{100};

}  // namespace narvi::database::postgres
