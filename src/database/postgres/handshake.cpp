#include "database/postgres/handshake.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace narvi::database::postgres {

namespace asio = boost::asio;
using Socket = asio::posix::stream_descriptor;

bool watch_duplicate(Socket& socket, int original) {
  boost::system::error_code error;
  socket.close(error);
  const int copy = ::fcntl(original, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) {
    return false;
  }
  socket.assign(copy, error);
  if (error) {
    ::close(copy);
  }
  return !error;
}

Handshake::Handshake(asio::io_context& context, Server& server, Done done)
    : server_(server), done_(std::move(done)), socket_(context), timer_(context) {}

void Handshake::start() {
  timer_.expires_after(server_.deadline);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    if (const auto self = weak.lock(); self && !error) {
      self->fail_with("connecting to the database took too long");
    }
  });
  server_.connecting.run([weak = weak_from_this(), doorstep = doorstep_, target = server_.target,
                          executor = socket_.get_executor()] {
    ConnectionHandle connection = target.begin();
    const std::scoped_lock lock(doorstep->mutex);
    if (doorstep->abandoned) {
      return;
    }
    asio::post(executor, [weak, connection = std::move(connection)]() mutable {
      if (const auto self = weak.lock(); self && self->done_) {
        self->begun(std::move(connection));
      }
    });
  });
}

void Handshake::begun(ConnectionHandle connection) {
  connection_ = std::move(connection);
  if (!connection_ || PQstatus(connection_.get()) == CONNECTION_BAD) {
    fail_with(connection_ ? PQerrorMessage(connection_.get()) : "no memory for a database connection");
    return;
  }
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);  // else libpq prints them
  await(Socket::wait_write, &Handshake::poll);
}

void Handshake::abandon() {
  finish(fail(ErrorCode::kUnavailable, ""));
}

void Handshake::await(Socket::wait_type what, void (Handshake::*next)()) {
  // The socket may be another one after each step: libpq tries several addresses.
  if (!watch_duplicate(socket_, PQsocket(connection_.get()))) {
    fail_with("no descriptor left for a database connection");
    return;
  }
  socket_.async_wait(what, [weak = weak_from_this(), next](boost::system::error_code error) {
    if (const auto self = weak.lock(); self && !error && self->done_) {
      (self.get()->*next)();
    }
  });
}

void Handshake::poll() {
  switch (PQconnectPoll(connection_.get())) {
    case PGRES_POLLING_READING:
      await(Socket::wait_read, &Handshake::poll);
      return;
    case PGRES_POLLING_WRITING:
      await(Socket::wait_write, &Handshake::poll);
      return;
    case PGRES_POLLING_OK:
      configure();
      return;
    default:
      fail_with(PQerrorMessage(connection_.get()));
  }
}

void Handshake::configure() {
  PGconn* connection = connection_.get();
  if (PQsetnonblocking(connection, 1) != 0 ||
      PQsendQuery(connection, server_.target.session_settings().c_str()) == 0 ||
      PQflush(connection) != 0) {  // a fresh socket has room for one short query
    fail_with("cannot send to the database");
    return;
  }
  await(Socket::wait_read, &Handshake::read_configured);
}

void Handshake::read_configured() {
  PGconn* connection = connection_.get();
  if (PQconsumeInput(connection) == 0) {
    fail_with(PQerrorMessage(connection));
    return;
  }
  while (PQisBusy(connection) == 0) {
    const ResultHandle result(PQgetResult(connection));
    if (result) {
      if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
        refusal_ = read_failure(result.get(), "session settings").error.message;
      }
      continue;
    }
    if (!refusal_.empty() || PQenterPipelineMode(connection) == 0) {
      fail_with(refusal_);
      return;
    }
    finish(std::move(connection_));
    return;
  }
  await(Socket::wait_read, &Handshake::read_configured);
}

void Handshake::fail_with(std::string message) {
  while (!message.empty() && message.back() == '\n') {
    message.pop_back();
  }
  finish(fail(ErrorCode::kUnavailable, server_.target.without_password(std::move(message))));
}

void Handshake::finish(Result<ConnectionHandle> result) {
  if (!done_) {
    return;
  }
  const auto keep = shared_from_this();
  {
    const std::scoped_lock lock(doorstep_->mutex);
    doorstep_->abandoned = true;
  }
  timer_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
  const bool given = result.has_value() || !result.error().message.empty();
  Done done = std::exchange(done_, nullptr);
  connection_.reset();
  if (given) {
    done(std::move(result));
  }
}

}  // namespace narvi::database::postgres
