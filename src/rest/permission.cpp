#include "rest/permission.h"

#include "rest/call.h"

namespace narvi::rest {

namespace {

/// drf §3.1: an anonymous caller is asked for credentials, unless there is no scheme to prove anything by.
ApiError refusal(const Call& call, const Permission& permission) {
  const bool could_authenticate = !call.endpoint->schemes.empty() && !call.identity;
  return could_authenticate ? not_authenticated()
                            : permission_denied(permission.message(), permission.code());
}

}  // namespace

// NOLINTNEXTLINE(cppcoreguidelines-avoid-reference-coroutine-parameters): finishes at once
io::Task<ApiResult<bool>> Permission::allows_object(Call& /*call*/, const GuardedObject& /*object*/) const {
  co_return true;
}

Result<void> Permission::check(const Endpoint& /*endpoint*/) const {
  return {};
}

io::Task<ApiResult<void>> Policy::check(Call& call) {
  for (const PermissionRef& permission : call.endpoint->permissions) {
    ApiResult<bool> allowed = co_await permission->allows(call);
    if (!allowed) {
      co_return refuse(std::move(allowed.error()));
    }
    if (!*allowed) {
      co_return refuse(refusal(call, *permission));
    }
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<void>> Policy::check_object(Call& call, const GuardedObject& object) {
  for (const PermissionRef& permission : call.endpoint->permissions) {
    ApiResult<bool> allowed = co_await permission->allows_object(call, object);
    if (!allowed) {
      co_return refuse(std::move(allowed.error()));
    }
    if (!*allowed) {
      co_return refuse(refusal(call, *permission));
    }
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<Admitted>> Policy::decide(Call& call) {
  ApiResult<void> allowed = co_await check(call);
  if (!allowed) {
    co_return refuse(std::move(allowed.error()));
  }
  const char* why = call.endpoint->permissions.empty() ? call.endpoint->open_because : "permissions";
  co_return Admitted(call.identity ? &*call.identity : nullptr, why);
}

}  // namespace narvi::rest
