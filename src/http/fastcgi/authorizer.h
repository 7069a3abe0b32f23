#pragma once
// Authorizer: the FastCGI entrance of the decision point. A server::Server speaks it when it is given this
// protocol (contract remote-user-forward-auth §2.2, §6.2).

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "http/fastcgi/authorizer_answer.h"
#include "http/server/protocol.h"
#include "http/server/proxied_refusal.h"

namespace narvi::http::fastcgi {

struct AuthorizerOptions {
  std::string target;                    ///< path of the decision, "/authz/forward-auth"
  std::vector<Variable> variables;       ///< what an allowing answer tells the web server
  std::vector<std::string> reserved;     ///< further fields that no visitor may send (server::may_come_along)
  server::MayAsk may_ask;                ///< of others nothing is read: they get the handler's refusal
  std::size_t params_bytes = 32 * 1024;  ///< of all parameters of a question: else 431
  std::size_t params = 256;              ///< how many: else 431
};

class Authorizer final : public server::Protocol {
 public:
  explicit Authorizer(AuthorizerOptions options) : options_(std::move(options)) {}

  std::unique_ptr<server::Conversation> talk(server::Core& core, int socket, Peer peer,
                                             std::unique_ptr<server::TlsSession> tls) const override;
  /// Nothing: a refusal needs the id of a request, and that was not read.
  std::string turned_away(server::Refusal refusal, std::string_view date) const override;

 private:
  AuthorizerOptions options_;
};

}  // namespace narvi::http::fastcgi
