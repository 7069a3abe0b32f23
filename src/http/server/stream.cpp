#include "http/server/stream.h"

#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

namespace narvi::http::server {

namespace asio = boost::asio;
using Need = TlsSession::Need;

Stream::Stream(asio::io_context& context, int socket, std::unique_ptr<TlsSession> tls)
    : socket_(context, asio::generic::stream_protocol(AF_UNSPEC, 0), socket), tls_(std::move(tls)) {
  boost::system::error_code ignored;  // it is non-blocking already; Asio only notes it
  socket_.native_non_blocking(true, ignored);
}

Stream::~Stream() {
  if (tls_) {
    tls_->say_goodbye();
  }
  boost::system::error_code ignored;  // the descriptor is gone whatever close says
  socket_.close(ignored);
}

void Stream::finish(std::size_t result) {
  result_ = result;
  std::exchange(waiting_, {}).resume();  // may destroy this stream
}

bool Stream::begin(Action action, std::coroutine_handle<> waiting) {
  action_ = action;
  waiting_ = waiting;
  if (tls_) {
    return !attempt() || let_others_run();
  }
  if (action == Action::kRead) {
    socket_.async_read_some(
        asio::buffer(into_.data(), into_.size()),
        [this](const boost::system::error_code& error, std::size_t bytes) { finish(error ? 0 : bytes); });
  } else if (action == Action::kEnd) {
    socket_.async_wait(asio::socket_base::wait_error,
                       [this](const boost::system::error_code&) { finish(0); });
  } else {
    await_ready_for(Need::kWritable);
  }
  return true;
}

bool Stream::let_others_run() {
  // A fast TLS client can keep every read ready at once: after a few, the loop's other connections get their
  // turn.
  constexpr unsigned kTurns = 16;
  if (++turns_ < kTurns) {
    return false;
  }
  turns_ = 0;
  asio::post(socket_.get_executor(), [this] { finish(result_); });
  return true;
}

bool Stream::attempt() {
  TlsSession::Step step;
  if (action_ == Action::kRead) {
    step = tls_->read(into_);
  } else if (action_ == Action::kHandshake) {
    step = tls_->handshake();
    step.bytes = 1;
  } else {
    step.need = write_needs_;
  }
  if (step.need == Need::kNothing || step.need == Need::kEnded) {
    result_ = step.need == Need::kEnded ? 0 : step.bytes;
    return true;
  }
  turns_ = 0;
  await_ready_for(step.need);
  return false;
}

void Stream::await_ready_for(Need need) {
  const auto what = need == Need::kReadable ? asio::socket_base::wait_read : asio::socket_base::wait_write;
  socket_.async_wait(what, [this](const boost::system::error_code& error) {
    if (error || action_ == Action::kWritable) {
      finish(error ? 0 : 1);
    } else if (attempt()) {
      finish(result_);
    }
  });
}

std::ptrdiff_t Stream::write_some(std::string_view bytes) {
  if (tls_) {
    const TlsSession::Step step = tls_->write(bytes);
    if (step.need == Need::kEnded) {
      return -1;
    }
    write_needs_ = step.need == Need::kNothing ? Need::kWritable : step.need;
    return static_cast<std::ptrdiff_t>(step.bytes);
  }
  const ssize_t sent =
      ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) {
    return sent;
  }
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
}

void Stream::cancel() {
  boost::system::error_code ignored;  // nothing to cancel is fine
  socket_.cancel(ignored);
}

void Stream::shut_sending() {
  if (tls_) {
    tls_->say_goodbye();
  }
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

void Stream::shut_all() {
  ::shutdown(socket_.native_handle(), SHUT_RDWR);
  cancel();
}

bool Stream::has_input() {
  char byte = 0;
  return (tls_ && tls_->pending()) || ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

}  // namespace narvi::http::server
