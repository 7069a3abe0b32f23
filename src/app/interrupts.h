#pragma once
// Ctrl-C as a wish that a long command looks at between two steps.

#include <csignal>

namespace narvi::app {

/// While it lives, SIGINT and SIGTERM are noted instead of ending the program. One at a time in a program. A
/// second SIGINT ends it at once: whoever presses Ctrl-C twice means it.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  /// Whether one came since this object was made.
  bool interrupted() const;

 private:
  struct sigaction before_int_ {};
  struct sigaction before_term_ {};
};

}  // namespace narvi::app
