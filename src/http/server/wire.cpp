#include "http/server/wire.h"

namespace narvi::http::server {

namespace {
constexpr std::size_t kKeptOutput = 16 * 1024;
constexpr std::size_t kLingerBytes = 1024 * 1024;
}  // namespace

bool Wire::send_now() {
  while (!broken_ && sent_ < output.size()) {
    const std::ptrdiff_t sent = stream.write_some(std::string_view(output).substr(sent_));
    if (sent == 0) {
      return true;
    }
    broken_ = sent < 0;
    sent_ += sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  if (broken_) {
    return false;
  }
  sent_ = 0;
  output.clear();
  if (output.capacity() > kKeptOutput) {
    output.shrink_to_fit();
  }
  return true;
}

io::Task<bool> Wire::flush() {
  if (!send_now()) {
    co_return false;
  }
  if (!pending()) {
    co_return true;
  }
  arm(Phase::kWrite);
  while (pending()) {
    const std::size_t ready = co_await stream.writable();
    if (ready == 0 || expired_ || !send_now()) {
      broken_ = true;
      co_return false;
    }
  }
  disarm();
  co_return true;
}

io::Task<void> Wire::linger() {
  forget_expiry();
  const bool sent = co_await flush();
  if (!sent) {
    co_return;
  }
  stream.shut_sending();
  arm(Phase::kLinger);
  std::size_t total = 0;
  while (total < kLingerBytes && !expired()) {
    input.rewind_to(0);
    const std::size_t bytes = co_await stream.read(input.room());
    if (bytes == 0) {
      co_return;
    }
    total += bytes;
  }
}

void Wire::on_deadline(Phase phase) {
  expired_ = phase;
  stream.cancel();
}

}  // namespace narvi::http::server
