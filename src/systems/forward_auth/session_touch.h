#pragma once
// SessionTouch: sliding sessions ([sessions] save_every_request) without a write for each picture of a page:
// a decision prolongs a session at most once in `touch_session` (contract §4).

#include <optional>
#include <string>

#include "base/clock.h"
#include "cache/recent.h"
#include "rest/call.h"

namespace narvi::systems::forward_auth {

class SessionTouch {
 public:
  /// `slides`: sessions are prolonged at all.
  SessionTouch(bool slides, Seconds pause) : slides_(slides), pause_(pause), touched_(kMost) {}

  /// Whether the session of `identity` is to be prolonged now. False for whoever has no session.
  bool is_due(const http::Request& request, const rest::Identity& identity, Instant now) const;

  /// Makes durable what the call changed in its session, and prolongs it if that is due. Gives the session's
  /// Set-Cookie, if there is one to send. kInterrupted: the session has ended meanwhile.
  io::Task<Result<std::optional<std::string>>> settle(rest::Call& call, Instant now);

 private:
  static constexpr std::size_t kMost = 100'000;

  bool slides_;
  Seconds pause_;
  cache::Recent<Instant> touched_;
};

}  // namespace narvi::systems::forward_auth
