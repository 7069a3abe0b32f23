#include "http/server/response_writer.h"

#include <gtest/gtest.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <random>

#include "http/server/date_line.h"

namespace narvi::http::server {
namespace {

namespace beast = boost::beast;

constexpr std::string_view kDate = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

struct FrameCase {
  const char* name;
  int status;
  Envelope envelope;
  bool head_only;
  std::string_view expected;
};

TEST(ResponseWriter, FramesEveryKindOfAnswer) {
  const FrameCase cases[] = {
      {"plain", 200, {}, false, "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 4\r\n\r\nbody"},
      {"with date",
       200,
       {.date = kDate},
       false,
       "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX: y\r\nContent-Length: 4\r\n\r\nbody"},
      {"close",
       404,
       {.close = true},
       false,
       "HTTP/1.1 404 Not Found\r\nX: y\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody"},
      {"HTTP/1.0 stays",
       200,
       {.version = 10},
       false,
       "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\nbody"},
      {"HEAD", 200, {.head = true}, false, "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 4\r\n\r\n"},
      {"handler says head", 200, {}, true, "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 4\r\n\r\n"},
      {"204", 204, {}, false, "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n"},
      {"304", 304, {}, false, "HTTP/1.1 304 Not Modified\r\nX: y\r\n\r\n"},
  };
  for (const FrameCase& one : cases) {
    Response response{
        .status = one.status, .headers = {{"X", "y"}}, .body = "body", .head_only = one.head_only};
    std::string out;
    const auto bytes = write_response(response, one.envelope, out);
    EXPECT_EQ(out, one.expected) << one.name;
    EXPECT_EQ(bytes, out.ends_with("body") ? 4U : 0U) << one.name;
  }
}

TEST(ResponseWriter, TheDoorsOwnFieldsAreNotTakenFromHandlers) {
  Response response{.headers = {{"content-length", "99"},
                                {"Transfer-Encoding", "chunked"},
                                {"CONNECTION", "upgrade"},
                                {"Keep-Alive", "timeout=5"},
                                {"Date", "yesterday"}}};
  std::string out;
  ASSERT_TRUE(write_response(response, {}, out));
  EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, RefusesWhatWouldSplit) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> bad[] = {
      {"X", "a\r\nY: b"}, {"X", "a\n"},    {"X", "a\r"}, {"X", "a\0b"s}, {"X", "a\x1b"}, {"X", "a\x7f"},
      {"X: y", "a"},      {"X\r\nY", "a"}, {"", "a"},    {"X ", "a"},    {"X\0"s, "a"},
  };
  for (const auto& field : bad) {
    Response response{.headers = {{"First", "1"}, field}};
    std::string out = "before";
    EXPECT_FALSE(write_response(response, {}, out));
    EXPECT_EQ(out, "before");
  }
  for (const int status : {0, 99, 100, 199, 600, 1000, -1}) {
    Response response{.status = status};
    std::string out;
    EXPECT_FALSE(write_response(response, {}, out)) << status;
  }
}

/// A field or body of bytes from which some would break a naive writer.
std::string noise(std::mt19937& random, std::size_t longest) {
  static constexpr std::string_view kBytes("aZ0 -:;,\"\t=\r\n\0\x7f\x80\xff", 18);
  std::string text(std::uniform_int_distribution<std::size_t>(0, longest)(random), ' ');
  for (char& c : text) {
    c = kBytes[std::uniform_int_distribution<std::size_t>(0, kBytes.size() - 1)(random)];
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

TEST(ResponseWriter, WhatItWritesReadsBackTheSameOrIsRefused) {
  std::mt19937 random(7);  // the same tests every time
  int written = 0;
  for (int round = 0; round < 20'000; ++round) {
    Response response;
    response.status = std::uniform_int_distribution<int>(200, 599)(random);
    const int fields = round % 4;
    for (int i = 0; i < fields; ++i) {
      response.headers.emplace_back("X-" + std::to_string(i), noise(random, 6));
    }
    response.body = noise(random, 40);
    std::string out;
    if (!write_response(response, {.date = kDate}, out)) {
      continue;
    }
    ++written;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.eager(true);
    beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(out), error);
    ASSERT_FALSE(error) << error.message() << "\n" << out;
    ASSERT_EQ(used, out.size());
    ASSERT_EQ(parser.get().result_int(), static_cast<unsigned>(response.status));
    const bool bodiless = response.status == 204 || response.status == 304;
    ASSERT_EQ(parser.get().body(), bodiless ? "" : response.body);
    for (const auto& [name, value] : response.headers) {
      const auto read = parser.get()[name];
      ASSERT_EQ(std::string_view(read.data(), read.size()), trimmed(value));
    }
    ASSERT_EQ(std::distance(parser.get().begin(), parser.get().end()), fields + (bodiless ? 1 : 2));
  }
  EXPECT_GT(written, 5'000);
}

TEST(ResponseWriter, RefusalsCloseAndSayNothingElse) {
  std::string out;
  write_refusal(Refusal::kHeadTooLarge, kDate, out);
  EXPECT_TRUE(out.starts_with("HTTP/1.1 431 "));
  EXPECT_NE(out.find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(DateLine, IsTheDateOfTheSecond) {
  DateLine line;
  EXPECT_EQ(line.at(784'111'777), kDate);  // the example of RFC 9110 §5.6.7
  EXPECT_EQ(line.at(784'111'778), "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
}

}  // namespace
}  // namespace narvi::http::server
