// The ordered list about permissions (contract django-auth §3.5).

#include <utility>

#include "accounts/backend.h"

namespace narvi::accounts {

namespace {

using Ask = io::Task<Result<PermissionSet>> (Backend::*)(Subject&, MaybeObject);
using List = std::vector<std::unique_ptr<Backend>>;

/// What all of them know together. `backends` and `subject` outlive the task.
io::Task<Result<PermissionSet>> gather(const List& backends, Ask ask, Subject& subject, MaybeObject object) {
  PermissionSet all;
  for (const auto& backend : backends) {
    Result<PermissionSet> some = co_await ((*backend).*ask)(subject, object);
    if (!some) {
      co_return some;
    }
    all.merge(*some);
  }
  co_return all;
}

}  // namespace

io::Task<Result<PermissionSet>> Backends::user_permissions(Subject& subject, MaybeObject object) {
  return gather(backends_, &Backend::user_permissions, subject, std::move(object));
}

io::Task<Result<PermissionSet>> Backends::group_permissions(Subject& subject, MaybeObject object) {
  return gather(backends_, &Backend::group_permissions, subject, std::move(object));
}

io::Task<Result<PermissionSet>> Backends::all_permissions(Subject& subject, MaybeObject object) {
  return gather(backends_, &Backend::all_permissions, subject, std::move(object));
}

io::Task<Result<bool>> Backends::has_perm(Subject& subject, std::string permission, MaybeObject object) {
  if (subject.is_active() && subject.is_superuser()) {
    co_return true;
  }
  for (const auto& backend : backends_) {
    const Result<Grant> grant = co_await backend->has_perm(subject, permission, object);
    if (!grant) {
      co_return tl::unexpected<Error>(grant.error());
    }
    if (*grant != Grant::kNo) {
      co_return *grant == Grant::kYes;
    }
  }
  co_return false;
}

io::Task<Result<bool>> Backends::has_perms(Subject& subject, std::vector<std::string> permissions,
                                           MaybeObject object) {
  for (std::string& permission : permissions) {
    const Result<bool> has = co_await has_perm(subject, std::move(permission), object);
    if (!has || !*has) {
      co_return has;
    }
  }
  co_return true;
}

io::Task<Result<bool>> Backends::has_module_perms(Subject& subject, std::string app_label) {
  if (subject.is_active() && subject.is_superuser()) {
    co_return true;
  }
  for (const auto& backend : backends_) {
    const Result<Grant> grant = co_await backend->has_module_perms(subject, app_label);
    if (!grant) {
      co_return tl::unexpected<Error>(grant.error());
    }
    if (*grant != Grant::kNo) {
      co_return *grant == Grant::kYes;
    }
  }
  co_return false;
}

io::Task<Result<std::vector<User>>> Backends::with_perm(WithPermission asked, UserPage page, std::string path,
                                                        MaybeObject object) {
  if (path.empty() && backends_.size() != 1) {
    co_return fail(ErrorKind::kInvalid,
                   "You have multiple authentication backends configured and therefore must provide the "
                   "`backend` argument.");
  }
  for (const auto& backend : backends_) {
    if (path.empty() || backend->path() == path) {
      co_return co_await backend->with_perm(std::move(asked), std::move(object), page);
    }
  }
  co_return fail(ErrorKind::kInvalid, "there is no backend " + path);
}

}  // namespace narvi::accounts
