#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/log.h"

namespace narvi {

namespace {

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> kFormats = {"text", "json"};

std::string_view name_of(LogLevel level) {
  return kLevels[static_cast<std::size_t>(level)];
}

/// RFC 3339 with milliseconds, UTC.
void append_time(std::string& line, Instant now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<Milliseconds>(now - day));
  fmt::format_to(std::back_inserter(line), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
                 time.seconds().count(), time.subseconds().count());
}

/// JSON's escapes (RFC 8259 §7), which also do for the text format; DEL because terminals act on it.
void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line.push_back('\\');
      line.push_back(c);
    } else if (c == '\n') {
      line += "\\n";
    } else if (code < 0x20 || code == 0x7f) {
      fmt::format_to(std::back_inserter(line), "\\u{:04x}", code);
    } else {
      line.push_back(c);
    }
  }
}

void append_quoted(std::string& line, std::string_view text) {
  line.push_back('"');
  append_escaped(line, text);
  line.push_back('"');
}

bool is_plain(std::string_view text) {
  return !text.empty() && text.find_first_of(" \"=\\") == std::string_view::npos;
}

void append_text(std::string& line, std::string_view message, std::initializer_list<LogField> fields) {
  append_escaped(line, message);
  const char* separator = "  ";
  for (const LogField& field : fields) {
    line += separator;
    separator = " ";
    append_escaped(line, field.name);
    line.push_back('=');
    is_plain(field.value) ? append_escaped(line, field.value) : append_quoted(line, field.value);
  }
}

void append_json(std::string& line, std::string_view message, std::initializer_list<LogField> fields) {
  append_quoted(line, message);
  for (const LogField& field : fields) {
    line.push_back(',');
    append_quoted(line, field.name);
    line.push_back(':');
    append_quoted(line, field.value);
  }
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == text) {
      return static_cast<LogLevel>(i);
    }
  }
  return std::nullopt;
}

std::optional<LogFormat> parse_log_format(std::string_view text) {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i] == text) {
      return static_cast<LogFormat>(i);
    }
  }
  return std::nullopt;
}

std::string log_line(LogFormat format, LogLevel level, Instant now, std::string_view message,
                     std::initializer_list<LogField> fields) {
  std::string line;
  if (format == LogFormat::kJson) {
    line += "{\"time\":\"";
    append_time(line, now);
    line += "\",\"level\":";
    append_quoted(line, name_of(level));
    line += ",\"message\":";
    append_json(line, message, fields);
    line += "}\n";
    return line;
  }
  append_time(line, now);
  fmt::format_to(std::back_inserter(line), " {} ", name_of(level));
  append_text(line, message, fields);
  line.push_back('\n');
  return line;
}

}  // namespace narvi
