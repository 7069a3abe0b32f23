#pragma once
// Steps of REST framework's order that dialects share: values in, values out, never an answer.

#include "io/task.h"
#include "rest/api_error.h"

namespace narvi::rest {

struct Call;

/// Asks the endpoint's schemes in order: the first that accepts wins and sets call.identity, the first that
/// refuses stops everything (drf §3.1). Anonymous if none does either. Also an error: the store is away.
io::Task<ApiResult<void>> authenticate(Call& call);

/// Evaluates all of the endpoint's throttles, then tells the longest known wait (drf §1.1, §6.3).
io::Task<ApiResult<void>> throttle(Call& call);

}  // namespace narvi::rest
