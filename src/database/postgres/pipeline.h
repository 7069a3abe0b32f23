#pragma once
// Pipeline: a queue in front of a few pipelined connections. Each loop has one for look-ups and one for
// batches, so that no look-up waits behind a commit.

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "database/postgres/exchange.h"
#include "database/postgres/keeper.h"
#include "database/postgres/server.h"

namespace narvi::database::postgres {

class Pipeline {
 public:
  /// With `count` connections, at least one.
  Pipeline(boost::asio::io_context& context, Server& server, std::size_t count);
  ~Pipeline();

  /// Begins to connect; submit() does so too.
  void start();

  /// Sends `exchange` on the connection with the fewest in flight, or keeps it until one has room. Refused at
  /// once with kUnavailable when the server is known to be away, or too many wait already.
  void submit(ExchangePtr exchange);

  /// Ends what is overdue at `now`, or has waited too long for a server that is away.
  void expire(TimePoint now);
  /// Whether expire() has anything to watch.
  bool busy() const;

  /// Refuses everything waiting, in flight and later.
  void close();

 private:
  struct Waiting {
    ExchangePtr exchange;
    TimePoint patience;  ///< until when to wait if no connection is up
  };

  void pump();
  Connection* roomiest() const;
  bool up() const;
  bool hopeful() const;
  void ended(ExchangePtr exchange, Reply reply);
  void refuse_waiting();

  boost::asio::io_context& context_;
  Server& server_;
  std::size_t count_;
  std::vector<std::shared_ptr<Keeper>> keepers_;
  std::deque<Waiting> waiting_;
  std::string why_;
  bool was_up_ = false;
  bool pumping_ = false;
  bool closed_ = false;
};

}  // namespace narvi::database::postgres
