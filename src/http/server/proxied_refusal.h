#pragma once
// What an entrance that is not HTTP answers by itself, without the decision: the decision's own words for it
// (contract remote-user-forward-auth §2.3), so that a proxy and its caches cannot tell the two apart.

#include <functional>

#include "http/request.h"
#include "http/response.h"
#include "http/server/refusal.h"

namespace narvi::http::server {

/// Whether a peer may ask at all. Empty: nobody is looked at, the handler decides.
using MayAsk = std::function<bool(const Peer&)>;

/// `status` with {"detail": ...}, Cache-Control: no-store, and Retry-After where trying again helps (503).
/// The connection ends after it.
Response proxied_refusal(int status);

/// The status for `refusal`: its own, but 403 for a peer that may not ask (§2.3: before anything is parsed),
/// who is not told what was wrong with the question.
int proxied_status(Refusal refusal, const MayAsk& may_ask, const Peer& peer);

}  // namespace narvi::http::server
