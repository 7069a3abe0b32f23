#pragma once
// REST framework's steps in REST framework's order (drf §1.1): negotiate, authenticate, permit, throttle,
// method, handle (which pulls the body), finalise.

#include "http/response.h"
#include "io/task.h"
#include "rest/api_error.h"
#include "rest/call.h"

namespace narvi::rest {

/// The dialect of every REST framework view.
io::Task<http::Response> run(Call& call);

/// A JSON answer in REST framework's form.
http::Response json_response(int status, const http::json::Value& value);

/// What every answer of a REST framework view carries: Allow, `Vary: Accept` if there was a choice, and
/// Cache-Control where the endpoint asks for it. `run` does it; so must whoever replaces its answer.
void finalise(const Call& call, http::Response& response);

/// The answer for a refusal: body, challenge or 403, Retry-After. Used by steps and handlers alike.
http::Response error_response(const Call& call, const ApiError& error);

}  // namespace narvi::rest
