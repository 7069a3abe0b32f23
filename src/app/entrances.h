#pragma once
// Entrances: the ways to the decision point that are not HTTP: FastCGI and gRPC ([systems.forward_auth]
// fastcgi_listen, grpc_listen). Each is a server of its own that asks the same site.

#include <memory>
#include <vector>

#include "base/result.h"
#include "base/settings.h"
#include "http/server/handler.h"
#include "http/server/observer.h"
#include "io/asio_loop.h"

namespace narvi::app {

class Entrances {
 public:
  Entrances();
  /// After wait_until_drained(); or, if start() failed, after the loops have stopped.
  ~Entrances();
  Entrances(const Entrances&) = delete;
  Entrances& operator=(const Entrances&) = delete;

  /// Opens those that are set; none if the system is off. Once. Everything given must outlive the entrances.
  /// Errors: kConfiguration, naming the address or the missing shared object; some may be open then.
  Result<void> start(const Settings& settings, http::server::Handler& handler, io::LoopGroup& loops,
                     const std::vector<http::server::Observer*>& observers);

  /// Graceful stop: no further connections, questions under way get their answers. Once.
  void begin_shutdown();
  /// After that: returns when the last connection has gone, about [server] shutdown_timeout later at most.
  /// Not from a loop.
  void wait_until_drained();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace narvi::app
