#pragma once
// Middleware: what a system does to every request before its endpoint is asked, as Django's middleware does
// on the way in. On the way out `finish` makes durable what it changed in the visit.

#include "io/task.h"
#include "rest/api_error.h"

namespace narvi::rest {

struct Call;

class Middleware {
 public:
  virtual ~Middleware() = default;

  /// Runs after the Host check and before the endpoint's dialect, also where no endpoint answers
  /// (call.endpoint is null); not for direct endpoints. An error is the answer, and the endpoint is not
  /// asked.
  virtual io::Task<ApiResult<void>> before(Call& call) const = 0;
};

}  // namespace narvi::rest
