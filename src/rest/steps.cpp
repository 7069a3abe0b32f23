#include "rest/steps.h"

#include <algorithm>
#include <utility>

#include "rest/call.h"
#include "rest/scheme.h"
#include "rest/throttle.h"

namespace narvi::rest {

io::Task<ApiResult<void>> authenticate(Call& call) {
  for (const auto& scheme : call.endpoint->schemes) {
    Result<Verdict> verdict = co_await scheme->authenticate(call);
    if (!verdict) {
      co_return refuse(from_error(verdict.error()));
    }
    if (verdict->is_refused()) {
      co_return refuse(std::move(verdict->error()));
    }
    if (verdict->is_accepted()) {
      call.identity = std::move(verdict->identity());
      call.services.events.fire_identified(call);
      break;
    }
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<void>> throttle(Call& call) {
  bool refused = false;
  std::optional<double> longest;
  for (const auto& limiter : call.endpoint->throttles) {
    const Result<cache::Allowance> allowance = co_await limiter->allow(call);
    if (!allowance) {
      co_return refuse(from_error(allowance.error()));
    }
    if (!allowance->allowed) {
      refused = true;
      if (allowance->wait) {
        longest = std::max(longest.value_or(0.0), *allowance->wait);
      }
    }
  }
  if (refused) {
    co_return refuse(throttled(longest));
  }
  co_return ApiResult<void>();
}

}  // namespace narvi::rest
