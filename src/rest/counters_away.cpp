#include "rest/counters_away.h"

#include "rest/call.h"
#include "rest/endpoint.h"

namespace narvi::rest {

bool passes_uncounted(CallShape shape) {
  return shape.safe_method || (shape.known_caller && !shape.open_endpoint);
}

Result<cache::Allowance> settle_throttle(const Call& call, Result<cache::Allowance> counted) {
  if (counted) {
    return counted;
  }
  const std::string_view method = call.request.method;
  CallShape shape;
  shape.safe_method = method == "GET" || method == "HEAD" || method == "OPTIONS";
  shape.known_caller = call.identity.has_value();
  shape.open_endpoint = call.endpoint->permissions.empty();
  if (passes_uncounted(shape)) {
    return cache::Allowance{true, std::nullopt};
  }
  return counted;
}

}  // namespace narvi::rest
