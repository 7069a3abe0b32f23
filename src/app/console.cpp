#include "app/console.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/secret.h"
#include "base/utf8.h"

namespace narvi::app {

namespace {

constexpr std::size_t kLongestLine = 64 * 1024;

/// A stream that nobody reads any more (a closed pipe) is not worth more than the line.
void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::atomic<int> interrupt_writer{-1};

extern "C" void narvi_console_interrupted(int /*signal*/) {
  const int saved = errno;
  const char byte = 0;
  // A full pipe already says what there is to say.
  static_cast<void>(!::write(interrupt_writer.load(), &byte, 1));
  errno = saved;
}

/// Turns SIGINT into a readable pipe while it lives, whichever thread the signal reaches.
class Interrupts {
 public:
  Interrupts() {
    if (::pipe2(pipe_.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
      return;
    }
    interrupt_writer.store(pipe_[1]);
    struct sigaction action {};
    action.sa_handler = narvi_console_interrupted;
    sigemptyset(&action.sa_mask);
    installed_ = ::sigaction(SIGINT, &action, &before_) == 0;
  }
  ~Interrupts() {
    if (installed_) {
      ::sigaction(SIGINT, &before_, nullptr);
    }
    interrupt_writer.store(-1);
    for (const int end : pipe_) {
      if (end >= 0) {
        ::close(end);
      }
    }
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Waits for input; false if SIGINT came instead.
  bool await(int descriptor) const {
    std::array<pollfd, 2> watched = {{{descriptor, POLLIN, 0}, {pipe_[0], POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0) {
      if (errno != EINTR) {
        return false;
      }
    }
    return watched[1].revents == 0;
  }

 private:
  std::array<int, 2> pipe_ = {-1, -1};
  struct sigaction before_ {};
  bool installed_ = false;
};

/// Echo off while it lives; nothing on what is not a terminal.
class Silence {
 public:
  explicit Silence(int terminal) : terminal_(terminal), active_(::tcgetattr(terminal, &before_) == 0) {
    if (active_) {
      termios quiet = before_;
      quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
      active_ = ::tcsetattr(terminal_, TCSAFLUSH, &quiet) == 0;
    }
  }
  ~Silence() {
    if (active_) {
      ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    }
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  int terminal_;
  termios before_{};
  bool active_;
};

std::optional<std::string> read_line(int descriptor, const Interrupts& interrupts) {
  std::string line;
  line.reserve(256);  // passwords: no copies left behind by growing
  for (;;) {
    char c = 0;
    if (!interrupts.await(descriptor)) {
      wipe(line.data(), line.size());
      return std::nullopt;
    }
    const ssize_t size = ::read(descriptor, &c, 1);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) {
      continue;
    }
    if (size <= 0) {
      return line.empty() ? std::nullopt : std::optional(std::move(line));
    }
    if (c == '\n') {
      return line;
    }
    if (line.size() >= kLongestLine) {
      return std::nullopt;
    }
    line.push_back(c);
  }
}

std::string_view code_of(Paint paint) {
  switch (paint) {
    case Paint::kBold:
      return "1";
    case Paint::kRed:
      return "31";
    case Paint::kYellow:
      return "33";
    case Paint::kGreen:
      return "32";
  }
  return "0";
}

}  // namespace

bool Console::interactive() const {
  return ::isatty(streams_.in) == 1;
}

void Console::out(std::string_view line) {
  clear_progress();
  write_all(streams_.out, fmt::format("{}\n", line));
}

void Console::err(std::string_view line) {
  clear_progress();
  write_all(streams_.err, fmt::format("{}\n", line));
}

std::optional<std::string> Console::ask(std::string_view prompt) {
  clear_progress();
  const Interrupts interrupts;
  write_all(streams_.out, prompt);
  std::optional<std::string> answer = read_line(streams_.in, interrupts);
  if (!answer && !prompt.empty()) {
    write_all(streams_.out, "\n");  // the prompt's line is still open
  }
  return answer;
}

std::optional<std::string> Console::ask_secret(std::string_view prompt) {
  clear_progress();
  const Interrupts interrupts;
  const Silence silence(streams_.in);
  write_all(streams_.out, prompt);
  std::optional<std::string> answer = read_line(streams_.in, interrupts);
  write_all(streams_.out, "\n");  // the one that was typed is not shown
  return answer;
}

std::optional<std::string> Console::environment(std::string_view name) const {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

bool Console::shows_progress() const {
  return ::isatty(streams_.err) == 1 && environment("TERM").value_or("dumb") != "dumb";
}

std::size_t Console::progress_width() const {
  winsize size{};
  const bool told = ::ioctl(streams_.err, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return told ? static_cast<std::size_t>(size.ws_col) - 1 : Terminal::progress_width();
}

// Blanks instead of an escape sequence: what was longer before is overwritten on every terminal.
void Console::draw_progress(std::string_view line) {
  if (!shows_progress()) {
    return;
  }
  const std::size_t columns = count_code_points(line);
  const std::size_t surplus = drawn_ > columns ? drawn_ - columns : 0;
  write_all(streams_.err, fmt::format("\r{}{}{}", line, std::string(surplus, ' '), line.empty() ? "\r" : ""));
  drawn_ = columns;
}

void Console::clear_progress() {
  if (drawn_ > 0) {
    draw_progress("");
  }
}

std::string Console::painted(Paint paint, std::string_view text) const {
  const bool wanted = ::isatty(streams_.out) == 1 && environment("NO_COLOR").value_or("").empty() &&
                      environment("TERM").value_or("dumb") != "dumb";
  return wanted ? fmt::format("\x1b[{}m{}\x1b[0m", code_of(paint), text) : std::string(text);
}

}  // namespace narvi::app
