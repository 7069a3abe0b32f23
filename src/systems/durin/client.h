#pragma once
// The values of Durin: clients, tokens, and what stays with a request that a token proved (contract durin
// §1, §5).

#include <cstdint>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/secret.h"
#include "rest/verdict.h"

namespace narvi::systems::durin {

/// A kind of program that logs in.
struct Client {
  std::int64_t id = 0;
  std::string name;
  Microseconds token_ttl{};
  std::string throttle_rate;  ///< as stored; empty: the site's default rate
  std::map<std::string, std::string>
      settings{};  ///< the site's own, for its steps (narvi_durin_clientsettings)
};

/// A row of durin_authtoken without its text.
struct TokenRow {
  std::int64_t id = 0;
  Instant created;
  Instant expiry;         ///< when it ends: the stored instant, or earlier by max_lifetime
  Instant stored_expiry;  ///< what the column holds, for compare-and-set

  bool expired(Instant now) const { return now > expiry; }  // §3: equal is still valid
};

/// request.auth of a request that a Durin token proved.
class DurinAuth final : public rest::Auth {
 public:
  DurinAuth(TokenRow its_token, Client its_client)
      : token(std::move(its_token)), client(std::move(its_client)) {}

  const TokenRow token;
  const Client client;  ///< without its settings, which only logins read
};

/// That of `identity`; null if another scheme proved it, or nobody is there.
inline const DurinAuth* durin_auth(const std::optional<rest::Identity>& identity) {
  return identity ? dynamic_cast<const DurinAuth*>(identity->auth.get()) : nullptr;
}

}  // namespace narvi::systems::durin
