#pragma once
// Decoder of the chunked coding (RFC 9112 §7.1), strict: no extensions, no trailers, CRLF only, and at most
// eight digits of size. A recipient may ignore extensions; we refuse them, as they have carried smuggled
// requests.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace narvi::http::server {

class ChunkedDecoder {
 public:
  enum class State { kMore, kDone, kTooLarge, kBroken };
  struct Step {
    State state = State::kMore;
    std::size_t consumed = 0;  ///< bytes of the input that belong to this body
  };

  /// Decodes what is there. Data is appended to `body` (null: thrown away); kTooLarge as soon as a chunk's
  /// size would lift the total over `limit`, before its data. After anything but kMore the decoder is
  /// finished.
  Step feed(std::string_view bytes, std::size_t limit, std::string* body);
  void reset() { *this = ChunkedDecoder(); }

 private:
  enum class At : std::uint8_t { kSize, kSizeEnd, kData, kDataReturn, kDataEnd, kLastReturn, kLastEnd };
  State on_byte(char byte, std::size_t limit);
  State on_size(char byte, std::size_t limit);

  At at_ = At::kSize;
  std::uint8_t digits_ = 0;
  std::uint64_t left_ = 0;   // of the current chunk
  std::uint64_t total_ = 0;  // of all chunks announced so far
};

}  // namespace narvi::http::server
