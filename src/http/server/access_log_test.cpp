#include "http/server/access_log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "http/server/door_for_tests.h"
#include "http/server/json_line.h"

namespace narvi::http::server {
namespace {

using namespace std::string_view_literals;

/// A pipe that takes the lines.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(ends_, O_CLOEXEC | O_NONBLOCK), 0); }
  ~Pipe() {
    ::close(ends_[0]);
    if (ends_[1] >= 0) {
      ::close(ends_[1]);
    }
  }
  int writer() const { return ends_[1]; }
  std::string read() {
    char bytes[65536];
    const ssize_t size = ::read(ends_[0], bytes, sizeof(bytes));
    text_.append(bytes, size > 0 ? static_cast<std::size_t>(size) : 0);
    return text_;
  }

 private:
  int ends_[2] = {-1, -1};
  std::string text_;
};

TEST(JsonLine, IsValidForAnyBytes) {
  std::string out;
  JsonLine(out)
      .text("a", "x\"\\\n\0\x7f\xc3\xa9"sv)
      .number("b", 18446744073709551615U)
      .text("c", "abcdef", 3)
      .end();
  EXPECT_EQ(
      out,
      "{\"a\":\"x\\\"\\\\\\u000a\\u0000\\u007f\\u00c3\\u00a9\",\"b\":18446744073709551615,\"c\":\"abc\"}\n");
}

TEST(AccessLog, WritesOneLineARequestWithoutSecrets) {
  Pipe pipe;
  const FixedClock clock(Instant(std::chrono::microseconds(784'111'777'000'042)));
  AccessLog log(pipe.writer(), 1, clock);
  const Peer peer{.address = "192.0.2.1"};
  log.served(0, {.status = 200,
                 .bytes = 3,
                 .duration = std::chrono::microseconds(17),
                 .method = "GET",
                 .path = "/a\"b",
                 .route = "probe",
                 .outcome = "accepted",
                 .request_id = "0123456789abcdef",
                 .client_address = "198.51.100.7",
                 .peer = &peer});
  EXPECT_EQ(
      pipe.read(),
      "{\"time\":\"1994-11-06T08:49:37.000042Z\",\"request_id\":\"0123456789abcdef\",\"method\":\"GET\","
      "\"path\":\"/a\\\"b\",\"status\":200,\"microseconds\":17,\"bytes\":3,\"peer\":\"192.0.2.1\","
      "\"client\":\"198.51.100.7\",\"route\":\"probe\",\"outcome\":\"accepted\"}\n");
}

TEST(AccessLog, LinesOfTheDoorArriveInBatches) {
  Pipe pipe;
  const SystemClock clock;
  AccessLog log(pipe.writer(), 2, clock);
  {
    test::Door door({}, test::echo, {&log});
    test::Client client = door.client();
    EXPECT_EQ(
        client.ask(test::get("/path?secret=hunter2", "Authorization: Token t0ps3cret\r\nCookie: c00kie\r\n"))
            .status,
        200);
    EXPECT_EQ(client.ask("BROKEN\r\n\r\n").status, 400);
    EXPECT_TRUE(test::eventually([&] { return pipe.read().find("\"refusal\":") != std::string::npos; }));
  }
  const std::string text = pipe.read();
  EXPECT_NE(text.find("\"path\":\"/path\","), std::string::npos);
  for (const char* secret : {"hunter2", "t0ps3cret", "c00kie"}) {
    EXPECT_EQ(text.find(secret), std::string::npos);
  }
  EXPECT_NE(text.find("\"status\":400,\"peer\":\"127.0.0.1\",\"outcome\":\"door\",\"refusal\":\"syntax\"}\n"),
            std::string::npos)
      << text;
}

TEST(AccessLog, CountsWhatNobodyTook) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  const SystemClock clock;
  AccessLog log(full, 1, clock);
  log.refused(0, Refusal::kHost, Peer{});
  EXPECT_GT(log.lost_bytes(), 0U);
  ::close(full);
}

}  // namespace
}  // namespace narvi::http::server
