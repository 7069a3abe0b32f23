#pragma once
// BodyReader: the body of the current request, pulled from the wire: by the handler if it wants it, else
// thrown away up to a limit so that the connection can go on.

#include <cstdint>
#include <optional>
#include <string>

#include "http/request.h"
#include "http/server/chunked_decoder.h"
#include "http/server/framing_guard.h"
#include "http/server/wire.h"

namespace narvi::http::server {

class BodyReader final : public BodySource {
 public:
  explicit BodyReader(Wire& wire) : wire_(wire) {}

  /// Prepares for the request whose head has just been consumed from the wire's input. The head's bytes,
  /// which end at the input's position, stay where they are until the next begin().
  void begin(const Framing& framing);

  io::Task<Result<std::string, BodyFailure>> read(std::size_t limit) override;
  bool announced() const override { return framing_.body != Framing::Body::kNone; }
  std::optional<std::uint64_t> content_length() const override;

  /// True if the whole body was taken, so that the next request can follow.
  bool finished() const { return state_ == State::kFinished; }
  /// True if what is left can be thrown away within `limit` bytes: not broken, not known to be longer, and
  /// the client is not still waiting for our 100.
  bool drainable(std::size_t limit) const;
  /// Throws the rest away, at most `limit` bytes. False: close the connection.
  io::Task<bool> drain(std::size_t limit);
  /// Why reading failed, if it did.
  std::optional<BodyFailure> failure() const { return failure_; }

 private:
  enum class State : std::uint8_t { kUnread, kReading, kFinished, kBroken };

  io::Task<void> take(std::size_t limit, std::string* into);
  void decode(std::size_t limit, std::string* into);
  void decode_length(std::string* into);
  void decode_chunks(std::size_t limit, std::string* into);
  void give_up(BodyFailure why);

  Wire& wire_;
  Framing framing_;
  State state_ = State::kFinished;
  std::optional<BodyFailure> failure_;
  std::uint64_t left_ = 0;    // of a body with Content-Length
  std::size_t head_end_ = 0;  // input position where the head ends
  ChunkedDecoder chunks_;
};

}  // namespace narvi::http::server
