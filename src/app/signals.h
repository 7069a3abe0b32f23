#pragma once
// Signals, taken by one thread that waits for them.

namespace narvi::app {

enum class Signal { kEnd, kReload };

/// Keeps SIGTERM, SIGINT and SIGHUP from this thread and those it starts, so that `wait_for_signal` gets
/// them; SIGPIPE is ignored, since a client that went away is an ordinary write error.
void block_signals();

/// Sleeps until one of them arrives.
Signal wait_for_signal();

}  // namespace narvi::app
