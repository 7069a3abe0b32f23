#pragma once
// Stream: the socket of one connection, plain or TLS, for one coroutine on one loop. At most one wait at a
// time.

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/server/tls.h"

namespace narvi::http::server {

class Stream {
 public:
  /// Takes over `socket` (non-blocking). `tls` is null for plain text.
  Stream(boost::asio::io_context& context, int socket, std::unique_ptr<TlsSession> tls);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool secure() const { return tls_ != nullptr; }
  std::string client_subject() const { return tls_ ? tls_->client_subject() : std::string(); }
  std::vector<std::string> client_names() const {
    return tls_ ? tls_->client_names() : std::vector<std::string>();
  }

  enum class Action : std::uint8_t { kRead, kWritable, kHandshake, kEnd };
  struct [[nodiscard]] Wait {
    Stream& stream;
    Action action;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) { return stream.begin(action, waiting); }
    std::size_t await_resume() const noexcept { return stream.result_; }
  };

  /// Awaits bytes: how many came into `into`; 0 when the client has closed, the connection broke, or
  /// cancel().
  Wait read(std::span<char> into) {
    into_ = into;
    return {*this, Action::kRead};
  }
  /// Awaits that write_some() may take more: 1, or 0 on cancel() or a broken connection.
  Wait writable() { return {*this, Action::kWritable}; }
  /// Awaits the end of the TLS handshake: 1, or 0 if it failed.
  Wait handshake() { return {*this, Action::kHandshake}; }

  /// Awaits that nothing more can come or go: both ways closed, broken, or cancel(). Leaves all bytes to
  /// somebody else who reads a copy of this socket.
  Wait ended() { return {*this, Action::kEnd}; }

  /// Sends what the kernel takes at once: bytes sent, 0 if it takes none now, -1 if the connection is broken.
  std::ptrdiff_t write_some(std::string_view bytes);

  /// Ends the wait that is under way, if any; it returns 0.
  void cancel();
  /// Tells the client that nothing more will come.
  void shut_sending();
  /// Makes every further read and write fail.
  void shut_all();
  /// True if bytes from the client wait here or in the kernel.
  bool has_input();

 private:
  bool begin(Action action, std::coroutine_handle<> waiting);
  bool attempt();
  bool let_others_run();
  void await_ready_for(TlsSession::Need need);
  void finish(std::size_t result);

  boost::asio::generic::stream_protocol::socket socket_;
  std::unique_ptr<TlsSession> tls_;
  TlsSession::Need write_needs_ = TlsSession::Need::kWritable;
  Action action_ = Action::kRead;
  std::span<char> into_;
  std::coroutine_handle<> waiting_;
  std::size_t result_ = 0;
  unsigned turns_ = 0;  // TLS reads that needed no wait, in a row
};

}  // namespace narvi::http::server
