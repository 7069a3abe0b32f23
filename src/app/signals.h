#pragma once
// Signals, taken by one thread that waits for them.

#include <csignal>

namespace narvi::app {

/// While it lives, threads that are started leave every signal to the other threads: one that did not would
/// be given the SIGTERM that comes while nobody waits for signals, and the program would die of it.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

enum class Signal { kEnd, kReload };

/// Keeps SIGTERM, SIGINT and SIGHUP from this thread and those it starts, so that `wait_for_signal` gets
/// them; SIGPIPE is ignored, since a client that went away is an ordinary write error.
void block_signals();

/// Sleeps until one of them arrives.
Signal wait_for_signal();

}  // namespace narvi::app
