#pragma once
// Decision: what was decided about one request, before anybody says it in a proxy's language.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "rest/api_error.h"
#include "systems/forward_auth/identity.h"

namespace narvi::systems::forward_auth {

enum class Outcome : std::uint8_t {
  kAllowed,
  kUntrusted,        ///< whoever asks is not a trusted proxy
  kMisconfigured,    ///< the proxy does not say what the visitor asked for
  kMalformed,        ///< the visitor asked for something that nobody can decide
  kUnauthenticated,  ///< the visitor is nobody yet, or his credentials are bad
  kForbidden,
  kThrottled,
  kUnavailable,  ///< a store of ours is away
};

struct Decision {
  Outcome outcome = Outcome::kForbidden;
  std::shared_ptr<const Fields> fields{};  ///< of kAllowed: the identity fields
  std::string assertion{};                 ///< of kAllowed: the signed statement; empty: there is none
  rest::ApiError error{};                  ///< of the others: status, text, Retry-After
  std::string challenge{};                 ///< of kUnauthenticated
  std::string login{};  ///< of kUnauthenticated: where a browser that navigates is sent; empty: nowhere
  bool changes_state = false;  ///< the visitor's method is not GET, HEAD or OPTIONS: a redirect is a 303
  std::optional<std::string> cookie{};  ///< the session's Set-Cookie, if it has to be sent
};

}  // namespace narvi::systems::forward_auth
