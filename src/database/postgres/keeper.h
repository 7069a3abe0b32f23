#pragma once
// Keeper: keeps one pipelined connection up for ever: connects, and after a loss connects again, with growing
// pauses and jitter so that many processes do not fall upon a server that has just come back.

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "base/callback.h"
#include "database/postgres/connection.h"
#include "database/postgres/handshake.h"
#include "database/postgres/server.h"

namespace narvi::database::postgres {

class Keeper : public std::enable_shared_from_this<Keeper> {
 public:
  struct Events {
    Callback<void()> up;
    Callback<void(std::string why)> down;  ///< an attempt failed, or the connection was lost
    Callback<void(ExchangePtr, Reply)> ended;
  };

  Keeper(boost::asio::io_context& context, Server& server, Events events);

  void start();
  /// Ends the connection; calls only `ended` from now on.
  void close();

  /// The connection, or null while there is none.
  Connection* connection() const { return connection_ && connection_->alive() ? connection_.get() : nullptr; }
  bool connecting() const { return handshake_ != nullptr; }

 private:
  void connect();
  void came(Result<ConnectionHandle> made);
  void went(const std::string& why);

  boost::asio::io_context& context_;
  Server& server_;
  Events events_;
  boost::asio::steady_timer pause_;
  std::chrono::milliseconds backoff_;
  std::shared_ptr<Handshake> handshake_;
  std::shared_ptr<Connection> connection_;
  bool closed_ = false;
};

}  // namespace narvi::database::postgres
