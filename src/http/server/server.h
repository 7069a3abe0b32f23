#pragma once
// Server: one door: its listening sockets, its cores (one for each loop) and its ending.

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "http/server/handler.h"
#include "http/server/observer.h"
#include "http/server/options.h"
#include "http/server/protocol.h"
#include "io/asio_loop.h"

namespace narvi::http::server {

class Server {
 public:
  /// `handler`, `loops`, `observers` and `protocol` must outlive the server. The first loop also accepts.
  Server(ServerOptions options, Handler& handler, io::LoopGroup& loops, std::vector<Observer*> observers = {},
         const Protocol& protocol = http_protocol());
  /// Before this, wait for drained() or stop the loops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Loads the certificate, opens every address and begins to accept. All or nothing. Errors: kConfiguration.
  Result<void> start();

  /// Graceful stop: listeners close, idle connections close, busy ones end after their answer with
  /// `Connection: close`; what is left after options.hard_stop is cut. Call once, from any thread.
  void begin_shutdown();
  /// True when, after begin_shutdown(), the last connection has gone. From any thread.
  bool drained() const;

  /// Reads certificate and key again (SIGHUP). On an error the old ones stay in use. kInvalid if TLS is off.
  Result<void> reload_tls();

  /// Connections now.
  std::size_t connections() const;
  /// TCP ports in the order of options.listen; 0 for unix sockets.
  std::vector<std::uint16_t> ports() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace narvi::http::server
