#pragma once
// Acceptor: one loop accepts for all and hands each client to the core with the fewest connections (a proxy
// holds few long connections, which the kernel's own spreading would pile on one core).

#include <atomic>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <vector>

#include "http/server/core.h"
#include "http/server/listening_socket.h"
#include "io/asio_loop.h"

namespace narvi::http::server {

class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  /// Accepts on `loop`. The first core must be the one that lives there.
  Acceptor(io::AsioLoop& loop, ListeningSocket socket, std::vector<std::shared_ptr<Core>> cores,
           Seats& seats);

  /// Begins to accept; from any thread.
  void start();
  /// Stops listening; from any thread. closed() tells when it is done.
  void close();
  bool closed() const { return closed_.load(); }
  std::uint16_t port() const { return port_; }

 private:
  void wait();
  void pause();
  void accept_ready();
  void welcome(int client);
  void turn_away(int client, Refusal refusal, const Peer& peer);

  io::AsioLoop& loop_;
  ListeningSocket file_;  // after release() only the unix file
  std::uint16_t port_;
  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer retry_;
  std::vector<std::shared_ptr<Core>> cores_;
  Seats& seats_;
  std::atomic<bool> closed_{false};
};

}  // namespace narvi::http::server
