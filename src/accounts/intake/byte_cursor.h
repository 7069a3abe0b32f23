#pragma once
// One byte after the other of a ByteSource, through a buffer of fixed size.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "accounts/intake/byte_source.h"

namespace narvi::accounts::intake {

class ByteCursor {
 public:
  /// `source` must outlive it.
  explicit ByteCursor(ByteSource& source) : source_(source) {}

  /// The next byte without taking it; empty at the end. Fails if the source does.
  Result<std::optional<char>> peek() {
    if (at_ == end_ && !ended_) {
      Result<std::size_t> size = source_.read(buffer_.data(), buffer_.size());
      if (!size) {
        return tl::unexpected<Error>(std::move(size.error()));
      }
      at_ = 0;
      end_ = *size;
      ended_ = *size == 0;
    }
    return ended_ ? std::optional<char>() : std::optional<char>(buffer_[at_]);
  }

  /// Takes the byte that `peek` showed.
  void take() {
    lines_ += buffer_[at_] == '\n' ? 1 : 0;
    ++at_;
    ++taken_;
  }

  /// The line of the next byte, from 1.
  std::uint64_t line() const { return lines_ + 1; }
  /// How many bytes were taken.
  std::uint64_t taken() const { return taken_; }

  /// Drops the byte order mark that some programs put before UTF-8.
  Result<void> skip_byte_order_mark();

 private:
  ByteSource& source_;
  std::array<char, 64 * 1024> buffer_{};
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
  std::uint64_t lines_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace narvi::accounts::intake
