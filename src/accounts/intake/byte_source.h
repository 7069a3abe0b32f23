#pragma once
// Where users are read from: a file, standard input, or text in tests.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "base/result.h"

namespace narvi::accounts::intake {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Puts at most `size` bytes (at least 1) at `into` and returns how many; 0 at the end. Errors: what the
  /// system says (kUnavailable).
  virtual Result<std::size_t> read(char* into, std::size_t size) = 0;
};

/// A text, in pieces of at most `piece` bytes. The text must outlive it.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t piece = 64 * 1024) : text_(text), piece_(piece) {}
  Result<std::size_t> read(char* into, std::size_t size) override {
    const std::size_t taken = std::min({size, piece_, text_.size()});
    std::memcpy(into, text_.data(), taken);
    text_.remove_prefix(taken);
    return taken;
  }

 private:
  std::string_view text_;
  std::size_t piece_;
};

}  // namespace narvi::accounts::intake
