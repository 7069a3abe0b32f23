#include "rest/permission.h"

#include <array>

#include "rest/call.h"

namespace narvi::rest {

namespace {

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

/// A permission that only looks at what the call already knows.
class Rule final : public Permission {
 public:
  using Test = bool (*)(const Call&);
  Rule(std::string_view name, Test test) : name_(name), test_(test) {}
  std::string_view name() const override { return name_; }
  io::Task<Result<bool>> allows(Call& call) const override { co_return test_(call); }

 private:
  std::string_view name_;
  Test test_;
};

bool any(const Call& /*call*/) {
  return true;
}
bool authenticated(const Call& call) {
  return call.identity.has_value();
}
bool staff(const Call& call) {
  return call.identity && call.identity->user.is_staff;
}
bool authenticated_or_safe(const Call& call) {
  return is_safe(call.request.method) || call.identity.has_value();
}

}  // namespace

std::shared_ptr<const Permission> allow_any() {
  return std::make_shared<Rule>("AllowAny", any);
}
std::shared_ptr<const Permission> is_authenticated() {
  return std::make_shared<Rule>("IsAuthenticated", authenticated);
}
std::shared_ptr<const Permission> is_admin_user() {
  return std::make_shared<Rule>("IsAdminUser", staff);
}
std::shared_ptr<const Permission> is_authenticated_or_read_only() {
  return std::make_shared<Rule>("IsAuthenticatedOrReadOnly", authenticated_or_safe);
}

std::shared_ptr<const Permission> find_permission(std::string_view class_name) {
  constexpr std::string_view kPackage = "rest_framework.permissions.";
  if (class_name.starts_with(kPackage)) {
    class_name.remove_prefix(kPackage.size());
  }
  static const std::array<std::shared_ptr<const Permission>, 4> kBuiltIn = {
      allow_any(), is_authenticated(), is_admin_user(), is_authenticated_or_read_only()};
  for (const auto& permission : kBuiltIn) {
    if (permission->name() == class_name) {
      return permission;
    }
  }
  return nullptr;
}

io::Task<ApiResult<Admitted>> Policy::decide(Call& call) {
  const Endpoint& endpoint = *call.endpoint;
  for (const auto& permission : endpoint.permissions) {
    const Result<bool> allowed = co_await permission->allows(call);
    if (!allowed) {
      co_return refuse(from_error(allowed.error()));
    }
    if (!*allowed) {
      // drf §3.1: without a single scheme, even an anonymous caller gets the permission's own refusal.
      const bool could_authenticate = !endpoint.schemes.empty() && !call.identity;
      co_return refuse(could_authenticate ? not_authenticated()
                                          : permission_denied(permission->message(), permission->code()));
    }
  }
  const char* why = endpoint.permissions.empty() ? endpoint.open_because : "permissions";
  co_return Admitted(call.identity ? &*call.identity : nullptr, why);
}

}  // namespace narvi::rest
