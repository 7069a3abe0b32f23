#pragma once
// Wire: the two byte streams of one connection with their deadline: what came in and was not used yet, what
// goes out and was not sent yet.

#include <chrono>
#include <optional>
#include <string>

#include "http/server/deadlines.h"
#include "http/server/input_buffer.h"
#include "http/server/stream.h"
#include "io/task.h"

namespace narvi::http::server {

class Wire final : public Expiring {
 public:
  static constexpr std::size_t kInput = 4 * 1024;  ///< the buffer of an idle connection

  Wire(boost::asio::io_context& context, int socket, std::unique_ptr<TlsSession> tls, Deadlines& deadlines)
      : input(kInput), stream(context, socket, std::move(tls)), deadline_(deadlines, *this) {}

  InputBuffer input;
  std::string output;
  Stream stream;

  /// Sets the deadline of a phase, counted from now. When it passes, the wait under way returns 0 and
  /// expired() tells the phase.
  void arm(Phase phase) { deadline_.arm(phase, std::chrono::steady_clock::now()); }
  void arm(Phase phase, Deadlines::Time now) { deadline_.arm(phase, now); }
  void disarm() { deadline_.disarm(); }
  bool armed() const { return deadline_.armed(); }
  std::optional<Phase> expired() const { return expired_; }
  void forget_expiry() { expired_.reset(); }

  /// Sends what the kernel takes now. False if the connection is broken.
  bool send_now();
  bool pending() const { return sent_ < output.size(); }
  /// Sends everything, within the write deadline. False if the connection is broken or the deadline passed;
  /// the wire is then good for nothing but closing.
  io::Task<bool> flush();

  /// Sends everything, says that it was the last, and reads on for a moment: closing a socket with unread
  /// input resets it, and the reset may overtake the answer (RFC 9112 §9.6). Afterwards the wire is good for
  /// nothing but closing.
  io::Task<void> linger();

  void on_deadline(Phase phase) override;

 private:
  std::size_t sent_ = 0;
  bool broken_ = false;
  std::optional<Phase> expired_;
  Deadlines::Slot deadline_;
};

}  // namespace narvi::http::server
