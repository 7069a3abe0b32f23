#pragma once
// The answer to a front server that says something malformed.

#include "accounts/backend.h"
#include "http/asserted_name.h"
#include "rest/api_error.h"
#include "rest/call.h"

namespace narvi::systems::remote_user {

/// 400 `{"detail":"Malformed request."}` (contract remote-user-forward-auth §2.3, §3.2), and a line in the
/// log that says why.
rest::ApiError malformed(const rest::Call& call, http::AssertionFault fault);

/// Says in the log why a name led to nobody, at most once a minute for each reason; the answer does not tell.
void note_nobody(const rest::Call& call, const accounts::Authenticated& result);

}  // namespace narvi::systems::remote_user
