#include "systems/forward_auth/failure_limit.h"

#include <utility>

namespace narvi::systems::forward_auth {

using rest::ApiResult;

FailureLimit::Attempt::Attempt(FailureLimit& limit, std::string address)
    : limit_(limit), address_(std::move(address)) {
  const std::lock_guard guard(limit_.mutex_);
  others_ = limit_.under_way_[address_]++;
}

FailureLimit::Attempt::~Attempt() {
  const std::lock_guard guard(limit_.mutex_);
  const auto mine = limit_.under_way_.find(address_);
  if (--mine->second == 0) {
    limit_.under_way_.erase(mine);
  }
}

io::Task<ApiResult<void>> FailureLimit::Attempt::may_begin(Instant now) {
  const std::int64_t left = limit_.rate_->limit - others_;
  if (left <= 0) {
    co_return rest::refuse(rest::throttled(1.0));
  }
  const Result<cache::Allowance> allowance =
      co_await limit_.counters_.peek(key(), left, limit_.rate_->period, now);
  if (!allowance) {
    co_return rest::refuse(rest::from_error(allowance.error()));
  }
  if (!allowance->allowed) {
    co_return rest::refuse(rest::throttled(allowance->wait));
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<void>> FailureLimit::Attempt::failed(Instant now) {
  const Result<void> recorded = co_await limit_.counters_.record(key(), limit_.rate_->period, now);
  if (!recorded) {
    co_return rest::refuse(rest::from_error(recorded.error()));
  }
  co_return ApiResult<void>();
}

}  // namespace narvi::systems::forward_auth
