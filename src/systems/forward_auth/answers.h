#pragma once
// Answers: a decision in the language of whoever asked (contract §2.2, §2.3, §3.4).

#include <cstdint>

#include "http/response.h"
#include "systems/forward_auth/decision.h"
#include "systems/forward_auth/options.h"

namespace narvi::systems::forward_auth {

enum class Tongue : std::uint8_t {
  /// nginx and HAProxy: refusals are 401 and 403 only, because nginx makes 500 of everything else; what it
  /// really is stands in X-Narvi-Status, and where to log in stands in the Location of the 401.
  kAuthRequest,
  /// Caddy, Traefik, Envoy: the answer is passed on to the visitor as it is.
  kPassedOn,
  /// Clients of oauth2-proxy: as kAuthRequest, but 202 and fields of other names.
  kOauth2Proxy,
};

http::Response answer(const Decision& decision, Tongue tongue, const Options& options);

/// For the log line and metrics: "allowed", "unauthenticated" ...
std::string_view outcome_word(Outcome outcome);

}  // namespace narvi::systems::forward_auth
