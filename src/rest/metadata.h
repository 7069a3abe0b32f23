#pragma once
// OPTIONS metadata (drf §7.4), for views without a serializer: name, description, renders, parses.

#include "http/python_json.h"
#include "rest/endpoint.h"

namespace narvi::rest {

/// The body of a 200 to OPTIONS.
http::json::Value describe(const Endpoint& endpoint);

}  // namespace narvi::rest
