#pragma once
// Connection: one open session in pipeline mode. Sends exchanges one behind the other without waiting and
// hands each its results (README.md has the states). Lives on one loop.

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "base/callback.h"
#include "database/postgres/exchange.h"
#include "database/postgres/handles.h"
#include "database/postgres/prepared_statements.h"
#include "database/postgres/side_thread.h"

namespace narvi::database::postgres {

/// What to do when an exchange in flight passes its deadline.
enum class Overdue {
  kDrain,    ///< cancel it and go on with its neighbours: nothing of the session matters to them
  kDiscard,  ///< cancel it and drop the session: it may be inside a transaction
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Events {
    /// An exchange has ended; its Reply has not been handed on.
    Callback<void(ExchangePtr, Reply)> ended;
    /// The session is gone; everything in flight has been through `ended`. Called once, not after close().
    Callback<void(std::string why)> lost;
  };

  Connection(boost::asio::io_context& context, ConnectionHandle handle, SideThread& cancelling,
             Overdue overdue, Events events);

  /// Begins to listen to the server. Call once.
  void start();

  /// Sends `exchange` behind those in flight. A script is sent alone: nothing may be in flight then.
  void send(ExchangePtr exchange);

  bool alive() const { return handle_ != nullptr; }
  /// Exchanges in flight.
  std::size_t depth() const { return sent_.size(); }

  /// Answers kTimeout to what is overdue at `now`, and cancels it.
  void expire(TimePoint now);

  /// Ends the session. Exchanges in flight end with kUnavailable; `lost` is not called.
  void close();

 private:
  bool send_steps(Exchange& exchange);
  bool send_script(const Exchange& exchange);
  void flush();
  void await_input();
  void read_results();
  bool read_one(ResultHandle result);
  void take(Exchange& front, const PGresult* result);
  void refine(Failure& failure, const Exchange::Expected* expected);
  void end_front();
  void lose(const std::string& why);

  boost::asio::posix::stream_descriptor socket_;  // a duplicate: libpq owns the original
  ConnectionHandle handle_;
  SideThread& cancelling_;
  Overdue overdue_;
  Events events_;
  PreparedStatements prepared_;
  std::deque<ExchangePtr> sent_;
  bool writing_ = false;
  const Exchange* cancelled_ = nullptr;  // only compared: the one a cancel was last sent for
  bool cancels_ = false;                 // a cancel was sent, and may have hit a neighbour
};

}  // namespace narvi::database::postgres
