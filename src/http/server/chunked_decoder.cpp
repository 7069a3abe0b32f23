#include "http/server/chunked_decoder.h"

#include <algorithm>

namespace narvi::http::server {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

constexpr std::uint8_t kMaxDigits = 8;

}  // namespace

ChunkedDecoder::State ChunkedDecoder::on_size(char byte, std::size_t limit) {
  const int digit = hex_digit(byte);
  if (digit >= 0 && digits_ < kMaxDigits) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    ++digits_;
    return State::kMore;
  }
  if (byte != '\r' || digits_ == 0) {
    return State::kBroken;
  }
  total_ += left_;
  at_ = At::kSizeEnd;
  return total_ > limit ? State::kTooLarge : State::kMore;
}

ChunkedDecoder::State ChunkedDecoder::on_byte(char byte, std::size_t limit) {
  const auto expect = [&](char wanted, At next) {
    at_ = next;
    return byte == wanted ? State::kMore : State::kBroken;
  };
  switch (at_) {
    case At::kSize:
      return on_size(byte, limit);
    case At::kSizeEnd:
      digits_ = 0;
      return expect('\n', left_ == 0 ? At::kLastReturn : At::kData);
    case At::kDataReturn:
      return expect('\r', At::kDataEnd);
    case At::kDataEnd:
      return expect('\n', At::kSize);
    case At::kLastReturn:
      return expect('\r', At::kLastEnd);  // anything else starts a trailer field
    case At::kLastEnd:
      return byte == '\n' ? State::kDone : State::kBroken;
    case At::kData:
      break;
  }
  return State::kBroken;
}

ChunkedDecoder::Step ChunkedDecoder::feed(std::string_view bytes, std::size_t limit, std::string* body) {
  Step step;
  while (step.consumed < bytes.size()) {
    if (at_ == At::kData) {
      const auto size = std::min<std::uint64_t>(left_, bytes.size() - step.consumed);
      if (body != nullptr) {
        body->append(bytes.substr(step.consumed, size));
      }
      step.consumed += size;
      left_ -= size;
      at_ = left_ == 0 ? At::kDataReturn : At::kData;
      continue;
    }
    step.state = on_byte(bytes[step.consumed++], limit);
    if (step.state != State::kMore) {
      return step;
    }
  }
  return step;
}

}  // namespace narvi::http::server
