#pragma once
// The terminal on the real standard streams: prompts, no echo for passwords, Ctrl-C as an answer.

#include <string>
#include <string_view>

#include "base/command.h"

namespace narvi::app {

enum class Paint { kBold, kRed, kYellow, kGreen };

class Console final : public Terminal {
 public:
  /// File descriptors, which stay open and are the caller's.
  struct Streams {
    int in = 0;
    int out = 1;
    int err = 2;
  };

  Console() : Console(Streams{}) {}
  explicit Console(Streams streams) : streams_(streams) {}

  bool interactive() const override;
  void out(std::string_view line) override;
  void err(std::string_view line) override;
  /// A line without its end, at most 64 KiB. While it waits, SIGINT does not end the program but makes the
  /// answer empty. Reads no byte behind the line, so that several answers may come through one pipe.
  std::optional<std::string> ask(std::string_view prompt) override;
  std::optional<std::string> ask_secret(std::string_view prompt) override;
  std::optional<std::string> environment(std::string_view name) const override;
  /// Standard error is a terminal that can move its cursor (TERM is not dumb).
  bool shows_progress() const override;
  /// One column less than standard error has, so that the cursor stays on its line; 79 if it does not tell.
  std::size_t progress_width() const override;
  void draw_progress(std::string_view line) override;

  /// `text` in colour if standard output is a terminal that wants them: neither NO_COLOR (no-color.org) nor
  /// TERM=dumb is set.
  std::string painted(Paint paint, std::string_view text) const;

 private:
  void clear_progress();

  Streams streams_;
  std::size_t drawn_ = 0;  ///< columns of the progress line that stands there
};

}  // namespace narvi::app
