#pragma once
// Session: one connection to the server. Sends calls one behind the other without waiting and hands each its
// reply, in the order in which they were sent. Lives on one loop.

#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <deque>
#include <memory>
#include <string>

#include "base/callback.h"
#include "cache/redis/call.h"
#include "cache/redis/reply.h"

namespace narvi::cache::redis {

class Session : public std::enable_shared_from_this<Session> {
 public:
  using Protocol = boost::asio::generic::stream_protocol;

  struct Events {
    Callback<void()> connected;
    /// A call has ended; its reply has not been handed on.
    Callback<void(CallPtr, Result<Reply>)> ended;
    /// The session is gone, or was never there; everything in flight has been through `ended`. Called once,
    /// not after close(), never from inside connect().
    Callback<void(std::string why)> lost;
  };

  Session(boost::asio::io_context& context, Events events);

  /// Call once.
  void connect(const Protocol::endpoint& endpoint);
  /// Sends `call` behind those in flight.
  void send(CallPtr call);

  bool alive() const { return !ended_; }
  /// Calls in flight.
  std::size_t depth() const { return sent_.size(); }
  /// When the first call in flight must have ended; far away without any.
  TimePoint deadline() const;

  /// Ends the session because of `why`: what is overdue ends with kTimeout, the rest with kUnavailable.
  void lose(const std::string& why);
  /// The same, without telling `lost`.
  void close();

 private:
  void flush();
  void read();
  void take(std::size_t size);

  Protocol::socket socket_;
  Events events_;
  ReplyReader reader_;
  std::deque<CallPtr> sent_;
  std::string outgoing_;  // waits while `leaving_` is on its way
  std::string leaving_;
  std::array<char, 4096> incoming_;  // answers are short
  bool writing_ = false;
  bool ended_ = false;
};

}  // namespace narvi::cache::redis
