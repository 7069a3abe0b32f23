#pragma once
// SessionAuthentication's enforce_csrf (contract drf §3.4): Django's CSRF check on a request whose body REST
// framework parses.

#include "io/task.h"
#include "rest/api_error.h"

namespace narvi::rest {

struct Call;

/// Passes, or the refusal: 403 `CSRF Failed: REASON`. The token of a POST may stand in its body, whatever
/// type that has, so a body that cannot be read or parsed is refused as such (400, 413, 415), but only after
/// Origin, Referer and cookie, which need no body. 503 if the session's store is away.
io::Task<ApiResult<void>> enforce_csrf(Call& call);

}  // namespace narvi::rest
