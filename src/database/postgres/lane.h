#pragma once
// Lane: the engine's part on one loop: two pipelines, a reserve, and the clock that ends what is overdue. Its
// methods may be called from any thread; everything below it lives on the loop.

#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <future>
#include <memory>

#include "base/callback.h"
#include "database/database.h"
#include "database/postgres/pipeline.h"
#include "database/postgres/reserve.h"
#include "database/postgres/server.h"
#include "io/asio_loop.h"

namespace narvi::database::postgres {

/// How a transaction ended: its result, or what its body threw.
struct Ended {
  Result<void> result;
  std::exception_ptr thrown;
};

class Lane : public std::enable_shared_from_this<Lane> {
 public:
  /// `loop` outlives every use of the lane; `server` is shared by all lanes.
  Lane(io::AsioLoop& loop, std::shared_ptr<Server> server);

  io::AsioLoop& loop() const { return loop_; }
  Server& server() const { return *server_; }

  /// Begins to connect.
  void start();
  /// Sends `exchange` on a pipelined connection for look-ups.
  void look_up(ExchangePtr exchange);
  /// Sends `exchange` on a pipelined connection for batches.
  void write(ExchangePtr exchange);
  /// Sends `exchange` on a reserved connection.
  void reserve(ExchangePtr exchange);
  /// Runs `body` in a transaction on a reserved connection. `body` runs on this lane's loop; `done` is called
  /// there.
  void transact(Database::Body body, TimePoint deadline, Callback<void(Ended)> done);

  /// Ends everything in flight with kUnavailable and refuses everything later. The future is ready once no
  /// body runs any more.
  std::future<void> close();

 private:
  void submit(Pipeline& pipeline, ExchangePtr exchange);
  void on_loop(Callback<void()> work);
  io::Task<bool> serve(ExchangePtr exchange);
  void watch();
  void left();

  io::AsioLoop& loop_;
  std::shared_ptr<Server> server_;
  boost::asio::steady_timer clock_;
  Pipeline readers_;
  Pipeline writers_;
  std::shared_ptr<Reserve> reserve_;
  std::size_t inside_ = 0;  // tasks of ours that run on this loop
  bool watching_ = false;
  bool closed_ = false;
  std::promise<void> empty_;
};

}  // namespace narvi::database::postgres
