#pragma once
// Handshake: brings one connection up without blocking the loop, from the first packet to a session with our
// settings in pipeline mode.

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <string>

#include "base/callback.h"
#include "database/error.h"
#include "database/postgres/failure.h"
#include "database/postgres/handles.h"
#include "database/postgres/server.h"

namespace narvi::database::postgres {

class Handshake : public std::enable_shared_from_this<Handshake> {
 public:
  using Done = Callback<void(Result<ConnectionHandle>)>;

  /// `server` outlives it. `done` is called once, on the loop of `context`, never from inside start(): with
  /// the connection, or with kUnavailable and the server's words if it cannot be had within the deadline.
  Handshake(boost::asio::io_context& context, Server& server, Done done);

  void start();
  /// Gives up without calling `done`.
  void abandon();

 private:
  /// Where the side thread leaves the connection it began. It must not touch the loop after we gave up: the
  /// loop may have gone.
  struct Doorstep {
    std::mutex mutex;
    bool abandoned = false;
  };

  void begun(ConnectionHandle connection);
  void poll();
  void await(boost::asio::posix::stream_descriptor::wait_type what, void (Handshake::*next)());
  void configure();
  void read_configured();
  void fail_with(std::string message);
  void finish(Result<ConnectionHandle> result);

  Server& server_;
  Done done_;
  std::shared_ptr<Doorstep> doorstep_ = std::make_shared<Doorstep>();
  ConnectionHandle connection_;
  boost::asio::posix::stream_descriptor socket_;  // a duplicate: libpq owns the original
  boost::asio::steady_timer timer_;
  std::string refusal_;
};

/// Puts a duplicate of `original` into `socket`, closing what was there. False if the system has no
/// descriptors.
bool watch_duplicate(boost::asio::posix::stream_descriptor& socket, int original);

}  // namespace narvi::database::postgres
