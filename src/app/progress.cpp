#include "app/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace narvi::app {

namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{100};
constexpr std::size_t kShortestBar = 5;
constexpr std::size_t kLongestBar = 40;

/// At most `width` code points of `text`, never half of one.
std::string cut_to(std::string text, std::size_t width) {
  std::size_t bytes = 0;
  for (std::size_t points = 0; points < width && bytes < text.size(); ++points) {
    bytes += first_code_point(std::string_view(text).substr(bytes)).length;
  }
  text.resize(std::min(bytes, text.size()));
  return text;
}

/// How many of `parts` equal parts are full. Floating point, since done * parts may not fit.
std::size_t share(std::uint64_t done, std::uint64_t total, std::size_t parts) {
  const double ratio = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
  return static_cast<std::size_t>(std::clamp(ratio, 0.0, 1.0) * static_cast<double>(parts));
}

}  // namespace

std::string progress_line(const std::string& what, std::uint64_t done, std::optional<std::uint64_t> total,
                          std::size_t width) {
  if (!total) {
    return cut_to(fmt::format("{}  {}", what, done), width);
  }
  const std::string figures = fmt::format("  {:>3} %  {}/{}", share(done, *total, 100), done, *total);
  constexpr std::size_t kBrackets = 4;  // two blanks before, and [ and ]
  const std::size_t taken = count_code_points(what) + figures.size() + kBrackets;
  if (taken + kShortestBar > width) {
    return cut_to(what + figures, width);
  }
  const std::size_t bar = std::min(width - taken, kLongestBar);
  const std::size_t full = share(done, *total, bar);
  return fmt::format("{}  [{}{}]{}", what, std::string(full, '#'), std::string(bar - full, '.'), figures);
}

Progress::Progress(Terminal& terminal, std::string what, std::optional<std::uint64_t> total)
    : terminal_(terminal), what_(std::move(what)), total_(total) {
  if (terminal_.shows_progress()) {
    draw();
  }
}

Progress::~Progress() {
  if (terminal_.shows_progress()) {
    terminal_.draw_progress("");
  }
}

void Progress::advance(std::uint64_t by) {
  done_ += by;
  if (terminal_.shows_progress() && std::chrono::steady_clock::now() - drawn_ >= kBetweenDrawings) {
    draw();
  }
}

void Progress::draw() {
  drawn_ = std::chrono::steady_clock::now();
  terminal_.draw_progress(progress_line(what_, done_, total_, terminal_.progress_width()));
}

}  // namespace narvi::app
