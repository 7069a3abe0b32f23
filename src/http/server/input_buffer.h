#pragma once
// InputBuffer: the bytes that a connection has received and not used yet. Views into it stay good until
// grow() or tidy(), which are called only between requests.

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace narvi::http::server {

class InputBuffer {
 public:
  explicit InputBuffer(std::size_t capacity) : bytes_(new char[capacity]), capacity_(capacity) {}

  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }
  void consume(std::size_t size) { begin_ += size; }

  /// Where the next bytes go. After writing n of them: filled(n).
  std::span<char> room() { return {bytes_.get() + end_, capacity_ - end_}; }
  void filled(std::size_t size) { end_ += size; }

  /// Everything was used: what was read is forgotten, but the first `keep` bytes ever read stay where they
  /// are.
  void rewind_to(std::size_t keep) { begin_ = end_ = keep; }
  /// Bytes from the start of the buffer to the unread ones.
  std::size_t position() const { return begin_; }

  /// Moves the unread bytes to the front. Invalidates views.
  void tidy() {
    const std::size_t size = end_ - begin_;
    if (begin_ != 0) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, size);
    }
    begin_ = 0;
    end_ = size;
  }

  /// Tidies and makes the capacity at least `capacity`. Invalidates views.
  void grow(std::size_t capacity) {
    tidy();
    if (capacity <= capacity_) {
      return;
    }
    std::unique_ptr<char[]> larger(new char[capacity]);
    std::memcpy(larger.get(), bytes_.get(), end_);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }

  /// Gives memory back when the buffer is empty and larger than `capacity`.
  void shrink(std::size_t capacity) {
    if (begin_ == end_ && capacity_ > capacity) {
      bytes_.reset(new char[capacity]);
      capacity_ = capacity;
      begin_ = end_ = 0;
    }
  }

  std::size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace narvi::http::server
