#pragma once
// Observer: who is told what happens at the door: the access log, the metrics. Called on the loop where it
// happens, after the answer was queued; must be quick and must not block. The views are good during the call
// only.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/request.h"
#include "http/server/refusal.h"

namespace narvi::http::server {

/// One answered request.
struct Served {
  int status = 0;
  std::size_t bytes = 0;                 ///< of the body
  std::chrono::microseconds duration{};  ///< from the complete head to the queued answer
  std::string_view method;
  std::string_view path;     ///< without the query: queries carry secrets
  std::string_view route;    ///< static text or empty
  std::string_view outcome;  ///< static text or empty
  std::string_view request_id;
  std::string_view client_address;  ///< as http/admit decided
  const Peer* peer = nullptr;
};

/// What is told of `request`, which `peer` sent; the views are those of the request.
inline Served served_of(const Request& request, const Peer* peer, int status, std::size_t bytes,
                        std::chrono::steady_clock::duration duration) {
  return {.status = status,
          .bytes = bytes,
          .duration = std::chrono::duration_cast<std::chrono::microseconds>(duration),
          .method = request.method,
          .path = request.path,
          .route = request.route,
          .outcome = request.outcome,
          .request_id = request.request_id,
          .client_address = request.client_address,
          .peer = peer};
}

class Observer {
 public:
  virtual ~Observer() = default;
  /// `loop` is the index of the loop, below the number of loops of the server.
  virtual void opened(std::size_t loop) { static_cast<void>(loop); }
  virtual void closed(std::size_t loop) { static_cast<void>(loop); }
  virtual void started(std::size_t loop) { static_cast<void>(loop); }
  virtual void served(std::size_t loop, const Served& served) {
    static_cast<void>(loop);
    static_cast<void>(served);
  }
  virtual void refused(std::size_t loop, Refusal refusal, const Peer& peer) {
    static_cast<void>(loop);
    static_cast<void>(refusal);
    static_cast<void>(peer);
  }
  /// The handler threw, or made an answer that may not be sent: a bug. `what` is for operators.
  virtual void failed(std::size_t loop, std::string_view request_id, std::string_view what) {
    static_cast<void>(loop);
    static_cast<void>(request_id);
    static_cast<void>(what);
  }
};

}  // namespace narvi::http::server
