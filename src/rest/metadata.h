#pragma once
// OPTIONS metadata (drf §7.4): name, description, renders, parses, and for views with a serializer the
// actions that this caller may use.

#include "http/python_json.h"
#include "io/task.h"
#include "rest/call.h"

namespace narvi::rest {

/// The body of a 200 to OPTIONS. Asks the permissions once more for each action, as that method; a refusal
/// leaves the action out. The error side: the store is away.
io::Task<ApiResult<http::json::Value>> describe(Call& call);

}  // namespace narvi::rest
