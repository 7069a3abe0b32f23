#pragma once
// Progress: what a long command shows of itself while it works. Drawn only where standard error is a
// terminal; elsewhere it is silent, so that logs of cron jobs stay clean.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/command.h"

namespace narvi::app {

class Progress {
 public:
  /// `what` stands before the bar ("Deleting expired sessions"). `total` empty: the end is not known, and
  /// only the count is shown. The terminal must outlive this object.
  Progress(Terminal& terminal, std::string what, std::optional<std::uint64_t> total);
  /// Clears the line: what the command has to say follows as ordinary output.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `by` more are done. Redraws at most ten times a second.
  void advance(std::uint64_t by);

 private:
  void draw();

  Terminal& terminal_;
  std::string what_;
  std::optional<std::uint64_t> total_;
  std::uint64_t done_ = 0;
  std::chrono::steady_clock::time_point drawn_{};
};

/// The line for `done` of `total` in at most `width` columns: "Deleting expired sessions  [#####.....]  50 %
/// 1200/2400".
std::string progress_line(const std::string& what, std::uint64_t done, std::optional<std::uint64_t> total,
                          std::size_t width);

}  // namespace narvi::app
