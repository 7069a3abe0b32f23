#pragma once
// Reserve: the connections of one loop that scans and transactions have to themselves for a while. Opened
// when needed, up to a limit; whoever comes then waits in line.

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/callback.h"
#include "database/error.h"
#include "database/postgres/connection.h"
#include "database/postgres/handshake.h"
#include "database/postgres/server.h"

namespace narvi::database::postgres {

class Reserve;

/// A connection that is somebody's own until this goes.
class Lease {
 public:
  Lease(std::shared_ptr<Reserve> reserve, std::shared_ptr<Connection> connection)
      : reserve_(std::move(reserve)), connection_(std::move(connection)) {}
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }

 private:
  std::shared_ptr<Reserve> reserve_;
  std::shared_ptr<Connection> connection_;
};

class Reserve : public std::enable_shared_from_this<Reserve> {
 public:
  using Granted = Callback<void(Result<Lease>)>;

  Reserve(boost::asio::io_context& context, Server& server);

  /// Calls `granted` once a connection is free: with kTimeout if none was by `deadline`, with kUnavailable if
  /// the server is away or too many wait.
  void acquire(TimePoint deadline, Granted granted);

  void expire(TimePoint now);
  bool busy() const { return !waiters_.empty() || all_.size() > idle_.size(); }
  void close();

 private:
  friend class Lease;
  struct Waiter {
    TimePoint deadline;
    TimePoint patience;
    Granted granted;
  };

  void release(std::shared_ptr<Connection> connection);
  void open_more();
  void came(const Handshake* handshake, Result<ConnectionHandle> made);
  void went(const Connection* connection, const std::string& why);
  void offer(std::shared_ptr<Connection> connection);
  void refuse_all();

  boost::asio::io_context& context_;
  Server& server_;
  std::vector<std::shared_ptr<Connection>> all_;
  std::vector<std::shared_ptr<Connection>> idle_;
  std::vector<std::shared_ptr<Handshake>> opening_;
  std::deque<Waiter> waiters_;
  TimePoint failed_{};  // when opening one last failed
  TimePoint lost_{};    // when the last connection went
  std::string why_;
  bool was_up_ = false;
  bool closed_ = false;
};

}  // namespace narvi::database::postgres
