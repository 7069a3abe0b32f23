#pragma once
// Commands as tables: each room and each system declares its subcommands of `narvi` as data; app/cli parses
// the line against them (Django's command names, exit codes and --noinput habits).

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace narvi {

struct CommandOption {
  std::string_view name;        ///< "--noinput", or a positional's name without dashes: "username"
  std::string_view short_name;  ///< "-r", or empty
  std::string_view value;       ///< placeholder of its value ("USER"); empty: a switch
  std::string_view help;
  bool required = false;
  std::span<const std::string_view> choices = {};  ///< the values it may have; empty: any
};

/// The parsed line.
struct CommandLine {
  std::map<std::string, std::string, std::less<>>
      values;  ///< by option name without dashes; switches have "true"
  bool has(std::string_view name) const { return values.contains(name); }
  std::optional<std::string> value(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
};

/// The person or script at the other end: standard streams, prompts, colours, progress.
class Terminal {
 public:
  virtual ~Terminal() = default;
  virtual bool interactive() const = 0;         ///< standard input is a terminal
  virtual void out(std::string_view line) = 0;  ///< one line to standard output
  virtual void err(std::string_view line) = 0;  ///< one line to standard error
  /// Asks and reads one line; empty optional at end of input or interrupt.
  virtual std::optional<std::string> ask(std::string_view prompt) = 0;
  /// The same without echo.
  virtual std::optional<std::string> ask_secret(std::string_view prompt) = 0;
  virtual std::optional<std::string> environment(std::string_view name) const = 0;
  /// Standard error is a terminal, so that progress may be drawn on it.
  virtual bool shows_progress() const { return false; }
  /// Columns that a progress line may fill.
  virtual std::size_t progress_width() const { return 79; }
  /// Draws `line` over the progress line of before; empty: takes it away.
  virtual void draw_progress(std::string_view /*line*/) {}
};

/// `Context` is what a command may use: services for most, only settings for some (app/commands.h).
template <class Context>
struct CommandOf {
  std::string_view name;
  std::string_view help;
  std::span<const CommandOption> options;
  /// Returns the exit code: 0 done, 1 refused or failed (said on standard error), 2 wrong usage.
  int (*run)(Context& context, const CommandLine& line, Terminal& terminal);
};

}  // namespace narvi
