#include "http/server/chunked_decoder.h"

#include <gtest/gtest.h>

#include <string>

namespace narvi::http::server {
namespace {

using State = ChunkedDecoder::State;

struct Case {
  std::string_view bytes;
  State state;
  std::string_view body;
  std::size_t consumed;
};

constexpr std::size_t kLimit = 20;

TEST(ChunkedDecoder, DecodesStrictlyWhateverTheSplit) {
  const Case cases[] = {
      {"0\r\n\r\nnext", State::kDone, "", 5},
      {"3\r\nabc\r\n0\r\n\r\n", State::kDone, "abc", 13},
      {"A\r\n0123456789\r\na\r\n0123456789\r\n00\r\n\r\n", State::kDone, "01234567890123456789", 36},
      {"00000003\r\nabc\r\n0\r\n\r\n", State::kDone, "abc", 20},
      {"3\r\nab", State::kMore, "ab", 5},
      {"", State::kMore, "", 0},
      {"15\r\n", State::kTooLarge, "", 3},
      {"10\r\n0123456789abcdef\r\n5\r\n", State::kTooLarge, "0123456789abcdef", 24},
      {"ffffffff\r\n", State::kTooLarge, "", 9},
      {"fffffffff\r\n", State::kBroken, "", 9},
      {"3;x\r\nabc\r\n", State::kBroken, "", 2},
      {"3 \r\nabc\r\n", State::kBroken, "", 2},
      {"3\nabc\r\n", State::kBroken, "", 2},
      {"3\rabc\r\n", State::kBroken, "", 3},
      {"3\r\nabcd\r\n", State::kBroken, "abc", 7},
      {"3\r\nabc\n", State::kBroken, "abc", 7},
      {"0\r\nA: b\r\n\r\n", State::kBroken, "", 4},
      {"0\r\n\n", State::kBroken, "", 4},
      {"\r\n", State::kBroken, "", 1},
      {"g\r\n", State::kBroken, "", 1},
      {"+1\r\n", State::kBroken, "", 1},
  };
  for (const Case& one : cases) {
    for (std::size_t piece = 1; piece <= one.bytes.size() + 1; ++piece) {
      ChunkedDecoder decoder;
      std::string body;
      std::size_t consumed = 0;
      State state = State::kMore;
      while (state == State::kMore && consumed < one.bytes.size()) {
        const auto step = decoder.feed(one.bytes.substr(consumed, piece), kLimit, &body);
        state = step.state;
        consumed += step.consumed;
      }
      EXPECT_EQ(state, one.state) << one.bytes << " by " << piece;
      EXPECT_EQ(body, one.body) << one.bytes << " by " << piece;
      EXPECT_EQ(consumed, one.consumed) << one.bytes << " by " << piece;
    }
  }
}

TEST(ChunkedDecoder, ThrowsAwayWithoutABody) {
  ChunkedDecoder decoder;
  const auto step = decoder.feed("3\r\nabc\r\n0\r\n\r\n", kLimit, nullptr);
  EXPECT_EQ(step.state, State::kDone);
  EXPECT_EQ(step.consumed, 13U);
}

}  // namespace
}  // namespace narvi::http::server
