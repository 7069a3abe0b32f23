#include "accounts/rows_backend.h"

#include <utility>

namespace narvi::accounts {

namespace {

// What Subject keeps. Two backends of this kind find the same, so they share it.
constexpr const char* kUser = "rows.user";
constexpr const char* kGroup = "rows.group";
constexpr const char* kAll = "rows.all";

const PermissionSet& nothing() {
  static const PermissionSet kNothing;
  return kNothing;
}

}  // namespace

io::Task<Result<const PermissionSet*>> RowsBackend::known(Subject& subject, const char* name, Query query,
                                                          bool about_object) {
  // Rows say nothing about single objects, and nothing holds for who may not act.
  if (!subject.is_active() || about_object) {
    co_return &nothing();
  }
  const auto before = subject.found.find(name);
  if (before != subject.found.end()) {
    co_return &before->second;
  }
  io::Task<Result<PermissionSet>> asking =
      subject.is_superuser() ? permissions_.all() : (permissions_.*query)(subject.user->key);
  Result<PermissionSet> set = co_await std::move(asking);
  if (!set) {
    co_return tl::unexpected<Error>(std::move(set.error()));
  }
  co_return &subject.found.insert_or_assign(name, std::move(*set)).first->second;
}

io::Task<Result<PermissionSet>> RowsBackend::copy(Subject& subject, const char* name, Query query,
                                                  bool about_object) {
  const Result<const PermissionSet*> set = co_await known(subject, name, query, about_object);
  if (!set) {
    co_return tl::unexpected<Error>(set.error());
  }
  co_return **set;
}

io::Task<Result<PermissionSet>> RowsBackend::user_permissions(Subject& subject, MaybeObject object) {
  return copy(subject, kUser, &Permissions::of_user, object.has_value());
}

io::Task<Result<PermissionSet>> RowsBackend::group_permissions(Subject& subject, MaybeObject object) {
  return copy(subject, kGroup, &Permissions::of_groups_of_user, object.has_value());
}

io::Task<Result<PermissionSet>> RowsBackend::all_permissions(Subject& subject, MaybeObject object) {
  return copy(subject, kAll, &Permissions::of_user_and_groups, object.has_value());
}

io::Task<Result<Grant>> RowsBackend::has_perm(Subject& subject, std::string permission, MaybeObject object) {
  const Result<const PermissionSet*> all =
      co_await known(subject, kAll, &Permissions::of_user_and_groups, object.has_value());
  if (!all) {
    co_return tl::unexpected<Error>(all.error());
  }
  co_return (*all)->contains(permission) ? Grant::kYes : Grant::kNo;
}

io::Task<Result<Grant>> RowsBackend::has_module_perms(Subject& subject, std::string app_label) {
  const Result<const PermissionSet*> all =
      co_await known(subject, kAll, &Permissions::of_user_and_groups, false);
  if (!all) {
    co_return tl::unexpected<Error>(all.error());
  }
  const std::string prefix = std::move(app_label) + ".";
  const auto first = (*all)->lower_bound(prefix);
  co_return first != (*all)->end() && first->starts_with(prefix) ? Grant::kYes : Grant::kNo;
}

io::Task<Result<std::vector<User>>> RowsBackend::with_perm(WithPermission asked, MaybeObject object,
                                                           UserPage page) {
  if (!parse_permission_label(asked.label) || !object) {
    co_return co_await permissions_.holders(std::move(asked), page);
  }
  co_return std::vector<User>();
}

}  // namespace narvi::accounts
