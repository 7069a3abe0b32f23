// What every backend answers until it says otherwise (Django's BaseBackend; contract django-auth §3.2).

#include <utility>

#include "accounts/backend.h"

namespace narvi::accounts {

bool Backend::accepts(const AnyCredentials& /*credentials*/) const {
  return false;
}

io::Task<Result<BackendResult>> Backend::authenticate(const AnyCredentials& /*credentials*/) {
  co_return BackendResult{};
}

bool Backend::may_authenticate(const User& /*user*/) const {
  return false;
}

io::Task<Result<PermissionSet>> Backend::user_permissions(Subject& /*subject*/, MaybeObject /*object*/) {
  co_return PermissionSet();
}

io::Task<Result<PermissionSet>> Backend::group_permissions(Subject& /*subject*/, MaybeObject /*object*/) {
  co_return PermissionSet();
}

io::Task<Result<PermissionSet>> Backend::all_permissions(Subject& subject, MaybeObject object) {
  Result<PermissionSet> all = co_await user_permissions(subject, object);
  if (!all) {
    co_return all;
  }
  Result<PermissionSet> groups = co_await group_permissions(subject, std::move(object));
  if (!groups) {
    co_return groups;
  }
  all->merge(*groups);
  co_return all;
}

io::Task<Result<Grant>> Backend::has_perm(Subject& subject, std::string permission, MaybeObject object) {
  const Result<PermissionSet> all = co_await all_permissions(subject, std::move(object));
  if (!all) {
    co_return tl::unexpected<Error>(all.error());
  }
  co_return all->contains(permission) ? Grant::kYes : Grant::kNo;
}

io::Task<Result<Grant>> Backend::has_module_perms(Subject& /*subject*/, std::string /*app_label*/) {
  co_return Grant::kNo;
}

io::Task<Result<std::vector<User>>> Backend::with_perm(WithPermission /*asked*/, MaybeObject /*object*/,
                                                       UserPage /*page*/) {
  co_return std::vector<User>();
}

namespace {

class BaseBackend final : public Backend {
 public:
  std::string_view path() const override { return "django.contrib.auth.backends.BaseBackend"; }
};

}  // namespace

std::unique_ptr<Backend> make_base_backend() {
  return std::make_unique<BaseBackend>();
}

}  // namespace narvi::accounts
