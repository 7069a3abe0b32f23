#include "base/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace narvi {
namespace {

const Instant kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 1 / 15) + std::chrono::hours(12) + Milliseconds(45);

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    close_writer();
    close(ends_[0]);
  }
  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) {
      close(std::exchange(ends_[1], -1));
    }
  }
  std::string read_all() {
    close_writer();
    return read_to_end();
  }
  std::string read_to_end() const {
    std::string text;
    std::array<char, 65536> buffer{};
    for (ssize_t n = 0; (n = read(ends_[0], buffer.data(), buffer.size())) > 0;) {
      text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return text;
  }
  std::size_t fill() {
    const std::string block(1 << 16, '.');
    fcntl(ends_[1], F_SETFL, O_NONBLOCK);
    std::size_t filled = 0;
    for (ssize_t n = 0; (n = write(ends_[1], block.data(), block.size())) > 0;) {
      filled += static_cast<std::size_t>(n);
    }
    fcntl(ends_[1], F_SETFL, 0);
    return filled;
  }

 private:
  std::array<int, 2> ends_{};
};

TEST(LogLine, Text) {
  EXPECT_EQ(log_line(LogFormat::kText, LogLevel::kInfo, kNow, "listening", {}),
            "2026-01-15T12:00:00.045Z info listening\n");
  EXPECT_EQ(log_line(LogFormat::kText, LogLevel::kError, kNow, "refused",
                     {{"table", "auth_user"}, {"why", "no such row"}, {"x", ""}}),
            "2026-01-15T12:00:00.045Z error refused  table=auth_user why=\"no such row\" x=\"\"\n");
}

TEST(LogLine, Json) {
  EXPECT_EQ(log_line(LogFormat::kJson, LogLevel::kWarning, kNow, "a \"b\"", {{"file", "c:\\d"}}),
            "{\"time\":\"2026-01-15T12:00:00.045Z\",\"level\":\"warning\",\"message\":\"a "
            "\\\"b\\\"\",\"file\":\"c:\\\\d\"}\n");
}

TEST(LogLine, NothingStartsALineOfItsOwn) {
  for (const LogFormat format : {LogFormat::kText, LogFormat::kJson}) {
    const std::string line = log_line(format, LogLevel::kInfo, kNow, "a\nb\r\x1b[31m\x7f", {{"n\n", "v\n"}});
    EXPECT_EQ(line.find_first_of("\n\r\x1b\x7f"), line.size() - 1) << line;
  }
}

TEST(LogNames, AreTheWordsOfTheSettings) {
  EXPECT_EQ(parse_log_level("debug"), LogLevel::kDebug);
  EXPECT_EQ(parse_log_level("error"), LogLevel::kError);
  EXPECT_EQ(parse_log_level("ERROR"), std::nullopt);
  EXPECT_EQ(parse_log_format("json"), LogFormat::kJson);
  EXPECT_EQ(parse_log_format("xml"), std::nullopt);
}

TEST(Log, KeepsOrderAndLevel) {
  Pipe pipe;
  const FixedClock clock(kNow);
  {
    Log log({.level = LogLevel::kWarning, .descriptor = pipe.writer()}, clock);
    log.write(LogLevel::kInfo, "quiet");
    log.write(LogLevel::kWarning, "one");
    log.write(LogLevel::kError, "two");
    log.flush();
  }
  EXPECT_EQ(pipe.read_all(), "2026-01-15T12:00:00.045Z warning one\n2026-01-15T12:00:00.045Z error two\n");
}

TEST(Log, LinesOfSeveralThreadsStayWhole) {
  Pipe pipe;
  const FixedClock clock(kNow);
  {
    Log log({.descriptor = pipe.writer()}, clock);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&log] {
        for (int line = 0; line < 100; ++line) {
          log.write(LogLevel::kInfo, "whole");
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
  std::string expected;
  for (int i = 0; i < 400; ++i) {
    expected += "2026-01-15T12:00:00.045Z info whole\n";
  }
  EXPECT_EQ(pipe.read_all(), expected);
}

TEST(Log, AFullPipeHoldsNobodyUp) {
  Pipe pipe;
  const std::size_t filled = pipe.fill();
  const FixedClock clock(kNow);
  auto log = std::make_unique<Log>(Log::Options{.descriptor = pipe.writer(), .capacity = 10}, clock);
  for (int line = 0; line < 1000; ++line) {
    log->write(LogLevel::kInfo, "unread");  // would never return if it waited for the reader
  }
  std::string text;
  std::thread reader([&] { text = pipe.read_to_end(); });
  log.reset();
  pipe.close_writer();
  reader.join();
  EXPECT_GT(text.size(), filled);
  EXPECT_NE(text.find("log lines were dropped"), std::string::npos);
}

TEST(Log, TheProcessHasOne) {
  Pipe pipe;
  const FixedClock clock(kNow);
  {
    Log log({.descriptor = pipe.writer()}, clock);
    use_log(&log);
    log_info("handed to nobody", {{"room", "base"}});
    log_debug("not wanted");
    use_log(nullptr);
  }
  EXPECT_EQ(pipe.read_all(), "2026-01-15T12:00:00.045Z info handed to nobody  room=base\n");
}

}  // namespace
}  // namespace narvi
