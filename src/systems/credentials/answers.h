#pragma once
// The JSON of the list (docs/guide/all-sessions.md is its specification).

#include "http/python_json.h"
#include "rest/datetime_format.h"
#include "systems/credentials/holdings.h"

namespace narvi::systems::credentials {

/// One credential. `current`: it proved the request that asks.
http::json::Value holding_object(const Holding& holding, bool current, const rest::DateTimeFormat& format);

}  // namespace narvi::systems::credentials
