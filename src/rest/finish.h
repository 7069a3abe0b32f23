#pragma once
// finish: the last step of every browser-facing dialect, in the order in which Django's middleware sees a
// response on its way out: session saved, cookies, Vary, security headers (contract django-sessions-csrf
// §2.1).

#include "accounts/security_headers.h"
#include "http/response.h"
#include "io/task.h"
#include "rest/api_error.h"
#include "rest/call.h"

namespace narvi::rest {

/// The answer for a failure outside of what the endpoint's dialect does; there need be no endpoint.
http::Response failure_response(const Call& call, const ApiError& error);

/// Makes what the request changed durable, then dresses the response. If saving fails, the answer becomes 503
/// (or Django's 400 for an interrupted session), and no cookie is set. `framing`: kExempt for answers of a
/// middleware further out than XFrameOptionsMiddleware.
io::Task<http::Response> finish(Call& call, http::Response response,
                                accounts::Framing framing = accounts::Framing::kRestricted);

}  // namespace narvi::rest
