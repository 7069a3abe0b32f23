#include "http/server/head_scanner.h"

#include <gtest/gtest.h>

#include <string>

namespace narvi::http::server {
namespace {

using State = HeadScanner::State;

struct Case {
  std::string_view bytes;
  State state;
  std::size_t size;
};

TEST(HeadScanner, FindsTheEndWhateverTheSplit) {
  const Case cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\nrest", State::kComplete, 27},
      {"\r\n", State::kComplete, 2},
      {"a\r\n\r\n\r\n", State::kComplete, 5},
      {"GET / HTTP/1.1\r\nHost: a\r\n", State::kMore, 0},
      {"", State::kMore, 0},
      {"a\r", State::kMore, 0},
      {"\n", State::kBareLineFeed, 0},
      {"a\n", State::kBareLineFeed, 0},
      {"a\r\n\n", State::kBareLineFeed, 0},
  };
  for (const Case& one : cases) {
    HeadScanner whole;
    EXPECT_EQ(whole.scan(one.bytes), one.state) << one.bytes;
    HeadScanner pieces;
    State state = State::kMore;
    for (std::size_t i = 0; i <= one.bytes.size() && state == State::kMore; ++i) {
      state = pieces.scan(one.bytes.substr(0, i));
    }
    EXPECT_EQ(state, one.state) << one.bytes;
    if (one.state == State::kComplete) {
      EXPECT_EQ(whole.size(), one.size) << one.bytes;
      EXPECT_EQ(pieces.size(), one.size) << one.bytes;
    }
  }
}

}  // namespace
}  // namespace narvi::http::server
