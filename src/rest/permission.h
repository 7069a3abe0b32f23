#pragma once
// Permission: may this caller do this here (REST framework's permission classes; drf §7.1).

#include <memory>
#include <string_view>
#include <vector>

#include "io/task.h"
#include "rest/api_error.h"
#include "rest/verdict.h"

namespace narvi::rest {

struct Call;

class Permission {
 public:
  virtual ~Permission() = default;
  virtual std::string_view name() const = 0;
  virtual io::Task<Result<bool>> allows(Call& call) const = 0;
  virtual std::string_view message() const { return {}; }  ///< replaces the standard text of a 403
  virtual std::string_view code() const { return {}; }
};

std::shared_ptr<const Permission> allow_any();
std::shared_ptr<const Permission> is_authenticated();
std::shared_ptr<const Permission> is_admin_user();
std::shared_ptr<const Permission> is_authenticated_or_read_only();

/// The built-in permission of that short or dotted class name; null if there is none.
std::shared_ptr<const Permission> find_permission(std::string_view class_name);

/// Asks the endpoint's permissions in order; the first refusal stops (drf §3.1).
class Policy {
 public:
  static io::Task<ApiResult<Admitted>> decide(Call& call);
};

}  // namespace narvi::rest
