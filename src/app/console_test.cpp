#include "app/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>

namespace narvi::app {
namespace {

/// A terminal with both ends in our hands.
class PseudoTerminal {
 public:
  PseudoTerminal() {
    if (openpty(&person_, &program_, nullptr, nullptr, nullptr) != 0) {
      throw std::runtime_error(
          "no pseudo-terminal to be had: is /dev/pts mounted?");  // a test would wait for ever
    }
  }
  ~PseudoTerminal() {
    close(person_);
    close(program_);
  }
  Console::Streams streams() const { return {program_, program_, program_}; }
  void type(std::string_view text) const {
    EXPECT_EQ(write(person_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  /// What the person sees, until it ends with `end`.
  std::string see(std::string_view end) const {
    std::string seen;
    char c = 0;
    while (!seen.ends_with(end) && read(person_, &c, 1) == 1) {
      seen.push_back(c);
    }
    return seen;
  }
  bool echoes() const {
    termios state{};
    tcgetattr(program_, &state);
    return (state.c_lflag & ECHO) != 0;
  }

 private:
  int person_ = -1;
  int program_ = -1;
};

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    close(ends[0]);
    end();
  }
  void put(std::string_view text) const {
    EXPECT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void end() {
    if (ends[1] >= 0) {
      close(ends[1]);
      ends[1] = -1;
    }
  }
  std::string take() const {
    std::array<char, 4096> buffer{};
    const ssize_t size = read(ends[0], buffer.data(), buffer.size());
    return std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
  std::array<int, 2> ends{};
};

TEST(Console, AsksOnATerminal) {
  const PseudoTerminal terminal;
  Console console(terminal.streams());
  EXPECT_TRUE(console.interactive());
  std::optional<std::string> answer;
  std::thread program([&] { answer = console.ask("Username: "); });
  EXPECT_EQ(terminal.see(": "), "Username: ");
  terminal.type("alice\n");
  EXPECT_EQ(terminal.see("\n"), "alice\r\n");
  program.join();
  EXPECT_EQ(answer, "alice");
}

TEST(Console, SecretsAreNotShown) {
  const PseudoTerminal terminal;
  Console console(terminal.streams());
  std::optional<std::string> answer;
  std::thread program([&] { answer = console.ask_secret("Password: "); });
  EXPECT_EQ(terminal.see(": "), "Password: ");
  EXPECT_FALSE(terminal.echoes());
  terminal.type("s3cret\n");
  EXPECT_EQ(terminal.see("\n"), "\r\n");
  program.join();
  EXPECT_EQ(answer, "s3cret");
  EXPECT_TRUE(terminal.echoes());
}

TEST(Console, InterruptIsAnEmptyAnswerAndEchoComesBack) {
  const PseudoTerminal terminal;
  Console console(terminal.streams());
  std::optional<std::string> answer = "untouched";
  std::thread program([&] { answer = console.ask_secret("Password: "); });
  EXPECT_EQ(terminal.see(": "), "Password: ");
  terminal.type("half");
  kill(getpid(), SIGINT);
  program.join();
  EXPECT_EQ(answer, std::nullopt);
  EXPECT_TRUE(terminal.echoes());
  struct sigaction now {};
  sigaction(SIGINT, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL) << "the handler stays behind";
}

TEST(Console, EndOfInputIsAnEmptyAnswer) {
  const PseudoTerminal terminal;
  Console console(terminal.streams());
  std::optional<std::string> answer = "untouched";
  std::thread program([&] { answer = console.ask("? "); });
  terminal.see("? ");
  terminal.type("\x04");  // Ctrl-D
  program.join();
  EXPECT_EQ(answer, std::nullopt);
}

TEST(Console, SeveralAnswersComeThroughOnePipe) {
  Pipe in;
  Pipe out;
  Console console({in.ends[0], out.ends[1], out.ends[1]});
  EXPECT_FALSE(console.interactive());
  in.put("alice\n\nlast");
  in.end();
  EXPECT_EQ(console.ask("a "), "alice");
  EXPECT_EQ(console.ask_secret("b "), "");
  EXPECT_EQ(console.ask("c "), "last");
  EXPECT_EQ(console.ask("d "), std::nullopt);
  EXPECT_EQ(out.take(), "a b \nc d \n");
}

TEST(Console, AnEndlessLineIsNoAnswer) {
  Pipe in;
  Pipe out;
  Console console({in.ends[0], out.ends[1], out.ends[1]});
  std::thread person([&] {
    const std::string block(4096, 'x');
    for (int i = 0; i < 17; ++i) {
      in.put(block);
    }
  });
  EXPECT_EQ(console.ask(""), std::nullopt);
  person.join();
}

TEST(Console, Lines) {
  Pipe out;
  Pipe err;
  Console console({0, out.ends[1], err.ends[1]});
  console.out("done");
  console.err("refused");
  EXPECT_EQ(out.take(), "done\n");
  EXPECT_EQ(err.take(), "refused\n");
}

TEST(Console, ColoursOnlyWhereTheyAreWanted) {
  const PseudoTerminal terminal;
  const Pipe pipe;
  const Console on_terminal(terminal.streams());
  const Console on_pipe({0, pipe.ends[1], 2});
  unsetenv("NO_COLOR");
  setenv("TERM", "xterm", 1);
  EXPECT_EQ(on_terminal.painted(Paint::kRed, "no"), "\x1b[31mno\x1b[0m");
  EXPECT_EQ(on_pipe.painted(Paint::kRed, "no"), "no");
  setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(on_terminal.painted(Paint::kRed, "no"), "no");
  setenv("NO_COLOR", "", 1);
  EXPECT_NE(on_terminal.painted(Paint::kRed, "no"), "no");
  setenv("TERM", "dumb", 1);
  EXPECT_EQ(on_terminal.painted(Paint::kRed, "no"), "no");
  unsetenv("NO_COLOR");
}

TEST(Console, ProgressIsDrawnOverItselfAndGivesWayToLines) {
  const PseudoTerminal terminal;
  Console console(terminal.streams());
  setenv("TERM", "xterm", 1);
  ASSERT_TRUE(console.shows_progress());
  console.draw_progress("12345");
  console.draw_progress("67");
  console.out("line");
  EXPECT_EQ(terminal.see("\n"), "\r12345\r67   \r  \rline\r\n");
  console.draw_progress("8");
  console.draw_progress("");
  console.err("end");
  EXPECT_EQ(terminal.see("\n"), "\r8\r \rend\r\n");
}

TEST(Console, ProgressKnowsItsWidth) {
  const PseudoTerminal terminal;
  const Pipe pipe;
  winsize size{};
  size.ws_col = 50;
  ASSERT_EQ(ioctl(terminal.streams().err, TIOCSWINSZ, &size), 0);
  EXPECT_EQ(Console(terminal.streams()).progress_width(), 49U);
  EXPECT_EQ(Console({0, 1, pipe.ends[1]}).progress_width(), 79U);
}

TEST(Console, NoProgressIntoAPipeOrOnADumbTerminal) {
  const PseudoTerminal terminal;
  Pipe pipe;
  setenv("TERM", "xterm", 1);
  Console into_pipe({0, 1, pipe.ends[1]});
  EXPECT_FALSE(into_pipe.shows_progress());
  into_pipe.draw_progress("nothing");
  into_pipe.err("line");
  EXPECT_EQ(pipe.take(), "line\n");
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(Console(terminal.streams()).shows_progress());
}

TEST(Console, Environment) {
  setenv("NARVI_CONSOLE_TEST", "value", 1);
  EXPECT_EQ(Console().environment("NARVI_CONSOLE_TEST"), "value");
  unsetenv("NARVI_CONSOLE_TEST");
  EXPECT_EQ(Console().environment("NARVI_CONSOLE_TEST"), std::nullopt);
}

}  // namespace
}  // namespace narvi::app
