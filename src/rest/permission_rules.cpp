#include "rest/call.h"
#include "rest/permission.h"

namespace narvi::rest {

namespace {

/// A permission that only looks at what the call already knows.
class Rule final : public Permission {
 public:
  using Test = bool (*)(const Call&);
  Rule(std::string_view name, Test test) : name_(name), test_(test) {}
  std::string_view name() const override { return name_; }
  io::Task<ApiResult<bool>> allows(Call& call) const override { co_return test_(call); }

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
  return is_safe_method(call.request.method) || call.identity.has_value();
}

}  // namespace

bool is_safe_method(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

PermissionRef allow_any() {
  return std::make_shared<Rule>("AllowAny", any);
}
PermissionRef is_authenticated() {
  return std::make_shared<Rule>("IsAuthenticated", authenticated);
}
PermissionRef is_admin_user() {
  return std::make_shared<Rule>("IsAdminUser", staff);
}
PermissionRef is_authenticated_or_read_only() {
  return std::make_shared<Rule>("IsAuthenticatedOrReadOnly", authenticated_or_safe);
}

}  // namespace narvi::rest
