#pragma once
// Core: the part of a server that lives on one loop: its connections, their deadlines, and what they share.

#include <array>
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <string_view>
#include <vector>

#include "http/server/date_line.h"
#include "http/server/deadlines.h"
#include "http/server/handler.h"
#include "http/server/observer.h"
#include "http/server/options.h"
#include "http/server/protocol.h"
#include "http/server/request_ids.h"
#include "http/server/seats.h"
#include "io/asio_loop.h"

namespace narvi::http::server {

/// A client that the acceptor hands over. Whoever holds it owns the socket and the seat.
struct Arrival {
  int socket = -1;
  Peer peer;
  std::string seat;  ///< key under which the seat was taken
};

class Core : public std::enable_shared_from_this<Core> {
 public:
  /// All references must outlive the core. `index` is what observers are told.
  Core(io::AsioLoop& loop, std::size_t index, const ServerOptions& options, const Protocol& protocol,
       Handler& handler, std::vector<Observer*> observers, Seats& seats, Tls* tls);
  ~Core();

  // For the acceptor and the server, from any thread:
  void adopt(Arrival arrival);
  void begin_shutdown();
  void abort_all();
  /// Connections here or on their way here.
  std::size_t load() const { return load_.load(std::memory_order_relaxed); }
  std::size_t index() const { return index_; }
  /// Counts a client that never became a connection. On the core's loop.
  void refused(Refusal refusal, const Peer& peer);

  // For the connections, on the loop:
  Handler& handler() { return handler_; }
  const ServerOptions& options() const { return options_; }
  const Protocol& protocol() const { return protocol_; }
  boost::asio::io_context& context() { return loop_.context(); }
  Deadlines& deadlines() { return deadlines_; }
  bool stopping() const { return stopping_; }
  std::string_view date_line() { return date_.now(); }
  std::string_view next_request_id(std::array<char, 16>& id) { return ids_.next(id); }
  void started();
  void served(const Served& served);
  void failed(std::string_view request_id, std::string_view what);

 private:
  struct Member {
    std::unique_ptr<Conversation> connection;
    std::string seat;
  };
  using Place = std::list<Member>::iterator;

  void open(Arrival& arrival);
  static io::Task<void> live(std::shared_ptr<Core> core, Place place);
  void keep_ticking();

  io::AsioLoop& loop_;
  const std::size_t index_;
  const ServerOptions& options_;
  const Protocol& protocol_;
  Handler& handler_;
  std::vector<Observer*> observers_;
  Seats& seats_;
  Tls* tls_;
  Deadlines deadlines_;
  DateLine date_;
  RequestIds ids_;
  std::atomic<std::size_t> load_{0};
  bool stopping_ = false;
  bool ticking_ = false;
  boost::asio::steady_timer ticker_;
  std::list<Member> members_;
};

}  // namespace narvi::http::server
