#pragma once
// Permission: may this caller do this here, and to this object (REST framework's permission classes; drf
// §7.1).

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/task.h"
#include "rest/api_error.h"
#include "rest/verdict.h"

namespace narvi::rest {

struct Call;
struct Endpoint;

/// What an object-level check is about. Handlers derive from it and put in what their permissions look at.
class GuardedObject {
 public:
  virtual ~GuardedObject() = default;
  virtual std::string_view model() const = 0;  ///< "auth.group": app label and model name
  virtual std::string key() const = 0;         ///< str(pk)
};

class Permission {
 public:
  virtual ~Permission() = default;
  /// As upstream spells the class; of a composition "(A & B)".
  virtual std::string_view name() const = 0;
  /// True: go on. False: refused in the usual words. An error is an answer of its own (404, 405, 503) and
  /// stops everything, also inside a composition, as an exception does upstream.
  virtual io::Task<ApiResult<bool>> allows(Call& call) const = 0;
  /// The same about one object; asked by those who load it. Everybody may, unless a permission says more.
  virtual io::Task<ApiResult<bool>> allows_object(Call& call, const GuardedObject& object) const;
  virtual std::string_view message() const { return {}; }  ///< replaces the standard text of a 403
  virtual std::string_view code() const { return {}; }
  /// What `endpoint` lacks for this permission to work there; asked once at start.
  virtual Result<void> check(const Endpoint& endpoint) const;
};

using PermissionRef = std::shared_ptr<const Permission>;

PermissionRef allow_any();
PermissionRef is_authenticated();
PermissionRef is_admin_user();
PermissionRef is_authenticated_or_read_only();

/// GET, HEAD and OPTIONS.
bool is_safe_method(std::string_view method);

/// Asks the endpoint's permissions in order; the first refusal stops (drf §3.1).
class Policy {
 public:
  /// The permit for the handler, or the refusal.
  static io::Task<ApiResult<Admitted>> decide(Call& call);
  /// The same question without a permit (OPTIONS asks it for other methods).
  static io::Task<ApiResult<void>> check(Call& call);
  /// check_object_permissions: called by a handler that has loaded an object, before it shows or changes it.
  static io::Task<ApiResult<void>> check_object(Call& call, const GuardedObject& object);
};

}  // namespace narvi::rest
