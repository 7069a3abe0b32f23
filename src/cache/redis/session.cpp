#include "cache/redis/session.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace narvi::cache::redis {

namespace asio = boost::asio;
using boost::system::error_code;

Session::Session(asio::io_context& context, Events events) : socket_(context), events_(std::move(events)) {}

void Session::connect(const Protocol::endpoint& endpoint) {
  socket_.async_connect(endpoint, [self = shared_from_this()](error_code error) {
    if (self->ended_) {
      return;
    }
    if (error) {
      self->lose(error.message());
      return;
    }
    const int on = 1;  // refused on a unix socket, which needs it not
    ::setsockopt(self->socket_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    self->read();
    self->events_.connected();
  });
}

void Session::send(CallPtr call) {
  if (ended_) {
    call->refuse(ErrorKind::kUnavailable, "the connection to Redis was lost");
    return;
  }
  call->write_to(outgoing_);
  sent_.push_back(std::move(call));
  flush();
}

TimePoint Session::deadline() const {
  // Not simply the front's: a call that is sent again is older than those before it.
  TimePoint first = TimePoint::max();
  for (const CallPtr& call : sent_) {
    first = std::min(first, call->deadline);
  }
  return first;
}

void Session::flush() {
  if (writing_ || outgoing_.empty()) {
    return;
  }
  writing_ = true;
  leaving_.clear();
  std::swap(leaving_, outgoing_);
  asio::async_write(socket_, asio::buffer(leaving_),
                    [self = shared_from_this()](error_code error, std::size_t /*size*/) {
                      self->writing_ = false;
                      if (self->ended_) {
                        return;
                      }
                      if (error) {
                        self->lose("the connection was lost");
                        return;
                      }
                      self->flush();
                    });
}

void Session::read() {
  socket_.async_read_some(asio::buffer(incoming_),
                          [self = shared_from_this()](error_code error, std::size_t size) {
                            if (self->ended_) {
                              return;
                            }
                            if (error) {
                              self->lose("the connection was lost");
                              return;
                            }
                            self->take(size);
                            if (!self->ended_) {
                              self->read();
                            }
                          });
}

void Session::take(std::size_t size) {
  reader_.feed(std::string_view(incoming_.data(), size));
  while (!ended_) {
    Result<std::optional<Reply>> reply = reader_.next();
    if (!reply) {
      lose(reply.error().message);
      return;
    }
    if (!*reply) {
      return;
    }
    if (sent_.empty()) {
      // What a server says unasked is its reason for hanging up, such as "max number of clients reached".
      lose((*reply)->is_error() ? "the server hung up (" + std::string((*reply)->error_code()) + ")"
                                : "Redis answered what nobody asked");
      return;
    }
    CallPtr call = std::move(sent_.front());
    sent_.pop_front();
    events_.ended(std::move(call), std::move(**reply));
  }
}

void Session::close() {
  events_.lost = nullptr;
  lose("the cache is being closed");
}

void Session::lose(const std::string& why) {
  if (std::exchange(ended_, true)) {
    return;
  }
  const auto keep = shared_from_this();
  error_code ignored;
  socket_.close(ignored);
  const TimePoint now = steady_now();
  std::deque<CallPtr> sent = std::move(sent_);
  sent_.clear();
  for (CallPtr& call : sent) {
    const bool overdue = call->deadline <= now;
    events_.ended(std::move(call), overdue
                                       ? fail(ErrorKind::kTimeout, "Redis did not answer in time")
                                       : fail(ErrorKind::kUnavailable, "the connection to Redis was lost"));
  }
  if (events_.lost) {
    events_.lost(why);
  }
}

}  // namespace narvi::cache::redis
