#pragma once
// Entrance: Envoy's gRPC question and answer (contract remote-user-forward-auth §2.2, §6.3). A server::Server
// accepts, counts and ends the connections as for HTTP; this protocol gives each of them to gRPC, and gRPC's
// questions to the handler, on Narvi's loops.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/ext_authz/check_answer.h"
#include "http/server/handler.h"
#include "http/server/observer.h"
#include "http/server/protocol.h"
#include "http/server/proxied_refusal.h"
#include "io/asio_loop.h"

namespace narvi::http::ext_authz {

struct EntranceOptions {
  std::string target;                 ///< path of the decision, "/authz/forward-auth"
  AnswerRules answers;                ///< what the application is told
  std::string module;                 ///< path of the shared object; empty: usual_places()
  std::vector<std::string> reserved;  ///< further fields that no visitor may send (server::may_come_along)
  server::MayAsk may_ask;             ///< of others nothing is read: they get the handler's refusal
  std::size_t message_bytes = 64 * 1024;  ///< longest question; Envoy says the path twice
  std::chrono::milliseconds idle =
      std::chrono::minutes(10);  ///< a connection without questions ends after it
  int calls_of_one_connection = 256;
};

class Entrance final : public server::Protocol {
 public:
  /// `handler`, `loops` and `observers` must outlive the entrance. Each question is answered on a loop of its
  /// own turn: Envoy asks everything over a few connections, which would all end up on few loops.
  Entrance(EntranceOptions options, server::Handler& handler, io::LoopGroup& loops,
           std::vector<server::Observer*> observers);
  /// After stop(), and after the Server's drained().
  ~Entrance() override;

  /// Loads the shared object and starts gRPC; before the Server starts. Errors: kConfiguration.
  Result<void> start();
  /// The same with a module that is there already.
  Result<void> start(const narvi_ext_authz_entry& module);
  /// After the Server's begin_shutdown(): says goodbye to all who ask, lets questions under way end for
  /// `grace`, then cancels those left. Questions that come meanwhile fail: gRPC knows no other way to stop.
  /// Clients without questions that do not go by themselves are cut after a second. Returns when all are
  /// answered; not from a loop.
  void stop(std::chrono::milliseconds grace);

  std::unique_ptr<server::Conversation> talk(server::Core& core, int socket, Peer peer,
                                             std::unique_ptr<server::TlsSession> tls) const override;
  /// Nothing: whoever speaks HTTP/2 sees a closed connection and tries again.
  std::string turned_away(server::Refusal refusal, std::string_view date) const override;

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

}  // namespace narvi::http::ext_authz
