#include "crypto/deflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace narvi::crypto {

namespace {

constexpr std::size_t kChunk = 4096;

/// Ends the stream however the function is left.
class Inflater {
 public:
  explicit Inflater(std::string_view input) {
    stream_.next_in = const_cast<Bytef*>(static_cast<const Bytef*>(static_cast<const void*>(input.data())));
    stream_.avail_in = static_cast<uInt>(input.size());
    if (inflateInit(&stream_) != Z_OK) {
      throw std::runtime_error("zlib cannot start: out of memory or broken installation");
    }
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// One step; returns zlib's code and sets `got` to the bytes written to `out`.
  int step(std::array<char, kChunk>& out, std::size_t& got) {
    stream_.next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
    stream_.avail_out = static_cast<uInt>(out.size());
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    got = out.size() - stream_.avail_out;
    return code;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::string deflate(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  const int code = compress2(static_cast<Bytef*>(static_cast<void*>(out.data())), &size,
                             static_cast<const Bytef*>(static_cast<const void*>(bytes.data())), bytes.size(),
                             Z_DEFAULT_COMPRESSION);
  if (code != Z_OK) {
    throw std::runtime_error("zlib cannot compress: out of memory or broken installation");
  }
  out.resize(size);
  return out;
}

Result<std::string> inflate(std::string_view bytes, std::size_t limit) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) {
    return fail(ErrorKind::kInvalid, "compressed data too large");
  }
  Inflater inflater(bytes);
  std::string out;
  std::array<char, kChunk> chunk{};
  while (true) {
    std::size_t got = 0;
    const int code = inflater.step(chunk, got);
    if (got > limit - out.size()) {
      return fail(ErrorKind::kInvalid, "compressed data grows beyond the limit");
    }
    out.append(chunk.data(), got);
    if (code == Z_STREAM_END) {
      return out;
    }
    if (code != Z_OK) {
      return fail(ErrorKind::kInvalid, "compressed data is broken or unfinished");
    }
  }
}

}  // namespace narvi::crypto
