#pragma once
// token/ and refresh/, which upstream does not have (knox §9): what the presented token is, and moving its
// expiry. With token_endpoints = true.

#include "http/response.h"
#include "io/task.h"
#include "rest/call.h"
#include "systems/knox/options.h"
#include "systems/knox/token_sql.h"

namespace narvi::systems::knox {

class TokenView {
 public:
  /// `services` outlives it.
  TokenView(const rest::Services& services, Options options);

  /// {"created": ..., "expiry": ...}, and "user" as a login tells it. The caller was admitted by the Knox
  /// scheme.
  io::Task<http::Response> tell(rest::Call& call) const;

  /// Moves the expiry to token_ttl from now, within auto_refresh_max_ttl, never back, and tells the same. An
  /// eternal token stays so. 401 if the token was ended meanwhile.
  io::Task<http::Response> refresh(rest::Call& call) const;

 private:
  http::Response told(rest::Call& call, Instant created, std::optional<Instant> expiry) const;

  Options options_;
  TokenSql sql_;
};

}  // namespace narvi::systems::knox
