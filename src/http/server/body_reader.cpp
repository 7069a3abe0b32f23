#include "http/server/body_reader.h"

#include <algorithm>

#include "http/server/response_writer.h"

namespace narvi::http::server {

void BodyReader::begin(const Framing& framing) {
  framing_ = framing;
  state_ = announced() ? State::kUnread : State::kFinished;
  failure_.reset();
  left_ = framing.length;
  head_end_ = wire_.input.position();
  chunks_.reset();
}

std::optional<std::uint64_t> BodyReader::content_length() const {
  if (framing_.body == Framing::Body::kLength) {
    return framing_.length;
  }
  return std::nullopt;
}

void BodyReader::give_up(BodyFailure why) {
  state_ = State::kBroken;
  failure_ = why;
}

void BodyReader::decode_length(std::string* into) {
  const std::string_view ready = wire_.input.unread();
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, ready.size()));
  if (into != nullptr) {
    into->append(ready.substr(0, size));
  }
  wire_.input.consume(size);
  left_ -= size;
  state_ = left_ == 0 ? State::kFinished : State::kReading;
}

void BodyReader::decode_chunks(std::size_t limit, std::string* into) {
  const ChunkedDecoder::Step step = chunks_.feed(wire_.input.unread(), limit, into);
  wire_.input.consume(step.consumed);
  switch (step.state) {
    case ChunkedDecoder::State::kMore:
      state_ = State::kReading;
      return;
    case ChunkedDecoder::State::kDone:
      state_ = State::kFinished;
      return;
    case ChunkedDecoder::State::kTooLarge:
      give_up(BodyFailure::kTooLarge);
      return;
    case ChunkedDecoder::State::kBroken:
      give_up(BodyFailure::kBroken);
      return;
  }
}

void BodyReader::decode(std::size_t limit, std::string* into) {
  if (framing_.body == Framing::Body::kLength) {
    decode_length(into);
  } else {
    decode_chunks(limit, into);
  }
}

io::Task<void> BodyReader::take(std::size_t limit, std::string* into) {
  decode(limit, into);
  if (state_ != State::kReading) {
    co_return;
  }
  if (framing_.expect_continue && into != nullptr) {
    wire_.output += kContinue;
  }
  const bool sent = co_await wire_.flush();
  if (!sent) {
    give_up(BodyFailure::kBroken);
    co_return;
  }
  wire_.arm(Phase::kBody);
  while (state_ == State::kReading) {
    wire_.input.rewind_to(head_end_);  // everything was decoded; the head must stay
    const std::size_t got = co_await wire_.stream.read(wire_.input.room());
    if (wire_.expired()) {
      wire_.forget_expiry();
      give_up(BodyFailure::kTimeout);
    } else if (got == 0) {
      give_up(BodyFailure::kBroken);
    } else {
      wire_.input.filled(got);
      decode(limit, into);
    }
  }
  wire_.disarm();
}

io::Task<Result<std::string, BodyFailure>> BodyReader::read(std::size_t limit) {
  std::string body;
  if (state_ == State::kFinished) {
    co_return body;
  }
  if (framing_.body == Framing::Body::kLength && framing_.length > limit) {
    give_up(BodyFailure::kTooLarge);
  } else if (state_ == State::kUnread) {
    body.reserve(static_cast<std::size_t>(framing_.length));
    co_await take(limit, &body);
  }
  if (failure_) {
    co_return tl::unexpected(*failure_);
  }
  co_return body;
}

bool BodyReader::drainable(std::size_t limit) const {
  if (state_ == State::kFinished) {
    return true;
  }
  if (state_ == State::kBroken) {
    return false;
  }
  // RFC 9110 §10.1.1: without our 100 the client may or may not send the body: only closing is unambiguous.
  const bool client_waits =
      framing_.expect_continue && state_ == State::kUnread && wire_.input.unread().empty();
  return !client_waits && left_ <= limit;
}

io::Task<bool> BodyReader::drain(std::size_t limit) {
  co_await take(limit, nullptr);
  co_return finished();
}

}  // namespace narvi::http::server
