#pragma once
// The operator log: what a person who runs the server should know, one line each, on standard error. The
// access log is another thing (http/server).

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace narvi {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };
enum class LogFormat : std::uint8_t { kText, kJson };

/// "debug", "info", "warning", "error"; "text", "json". Empty optional for anything else.
std::optional<LogLevel> parse_log_level(std::string_view text);
std::optional<LogFormat> parse_log_format(std::string_view text);

/// A named value beside the message. Never a secret.
struct LogField {
  std::string_view name;
  std::string_view value;
};

/// One line, with its end, such as `2026-01-15T12:00:00.000Z warning secret key is short  length=8`. Control
/// characters of message and values are escaped, so that nothing a client sent can start a line of its own.
std::string log_line(LogFormat format, LogLevel level, Instant now, std::string_view message,
                     std::initializer_list<LogField> fields);

/// Writes lines on a thread of its own. A caller only formats and queues: when whoever reads the log is slow,
/// lines are dropped and counted instead of holding up requests.
class Log {
 public:
  struct Options {
    LogLevel level = LogLevel::kInfo;
    LogFormat format = LogFormat::kText;
    int descriptor = 2;           ///< open file that lines go to; not closed
    std::size_t capacity = 4096;  ///< lines that may wait
  };

  /// `clock` must outlive the log.
  Log(Options options, const Clock& clock);
  /// Writes what is waiting.
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool wants(LogLevel level) const { return level >= options_.level; }
  /// Queues one line if its level is wanted. Thread-safe, never waits for the reader.
  void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});
  /// Returns when everything queued before has been written.
  void flush();

 private:
  struct Queue;
  Options options_;
  const Clock& clock_;
  std::unique_ptr<Queue> queue_;
};

/// The log of the process, for rooms that nobody hands one: lines go to `log` until it is replaced; null, as
/// at the start, sends them straight to standard error. `log` must outlive its use.
void use_log(Log* log);
void log_debug(std::string_view message, std::initializer_list<LogField> fields = {});
void log_info(std::string_view message, std::initializer_list<LogField> fields = {});
void log_warning(std::string_view message, std::initializer_list<LogField> fields = {});
void log_error(std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace narvi
