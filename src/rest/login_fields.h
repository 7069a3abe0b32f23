#pragma once
// The two fields of REST framework's AuthTokenSerializer, which several login endpoints share (drf §2.1).

#include "accounts/backend.h"
#include "io/task.h"
#include "rest/api_error.h"
#include "rest/call.h"

namespace narvi::rest {

/// Parses the body and validates `username` (trimmed) and `password` (not trimmed). The refusal is the
/// answer.
io::Task<ApiResult<accounts::Credentials>> read_login(Call& call);

/// {"non_field_errors": ["Unable to log in with provided credentials."]}, 400, or another `message`.
ApiError wrong_credentials(const Call& call,
                           std::string_view message = "Unable to log in with provided credentials.");

}  // namespace narvi::rest
