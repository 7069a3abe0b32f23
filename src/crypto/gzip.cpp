#include "crypto/gzip.h"

#include <zlib.h>

#include <array>
#include <limits>
#include <stdexcept>

namespace narvi::crypto {

namespace {

constexpr std::string_view kMagic = "\x1F\x8B";
constexpr int kGzipWindow = MAX_WBITS + 16;  // zlib's way to ask for gzip and nothing else

/// Ends the stream however the function is left.
class Stream {
 public:
  explicit Stream(std::string_view input) {
    state_.next_in = const_cast<Bytef*>(static_cast<const Bytef*>(static_cast<const void*>(input.data())));
    state_.avail_in = static_cast<uInt>(input.size());
    if (inflateInit2(&state_, kGzipWindow) != Z_OK) {
      throw std::runtime_error("zlib cannot start: out of memory or broken installation");
    }
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { inflateEnd(&state_); }

  /// One step; returns zlib's code, and in `got` what it wrote to `out`.
  int step(std::array<char, 16384>& out, std::size_t& got) {
    state_.next_out = static_cast<Bytef*>(static_cast<void*>(out.data()));
    state_.avail_out = static_cast<uInt>(out.size());
    const int code = ::inflate(&state_, Z_NO_FLUSH);
    got = out.size() - state_.avail_out;
    return code;
  }
  void next_member() { inflateReset(&state_); }
  std::size_t left() const { return state_.avail_in; }

 private:
  z_stream state_{};
};

bool is_padding(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

}  // namespace

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  if (bytes.size() > std::numeric_limits<uInt>::max()) {
    return fail(ErrorKind::kInvalid, "compressed data too large");
  }
  Stream stream(bytes);
  std::string out;
  std::array<char, 16384> chunk{};
  while (true) {
    std::size_t got = 0;
    const int code = stream.step(chunk, got);
    if (got > limit - out.size()) {
      return fail(ErrorKind::kInvalid, "compressed data grows beyond the limit");
    }
    out.append(chunk.data(), got);
    if (code == Z_STREAM_END && is_padding(bytes.substr(bytes.size() - stream.left()))) {
      return out;
    }
    if (code == Z_STREAM_END) {
      stream.next_member();
    } else if (code != Z_OK) {
      return fail(ErrorKind::kInvalid, "compressed data is broken or unfinished");
    }
  }
}

}  // namespace narvi::crypto
