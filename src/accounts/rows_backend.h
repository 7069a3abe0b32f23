#pragma once
// RowsBackend: permissions as the rows of auth_permission say, which Django's ModelBackend and
// RemoteUserBackend share (contract django-auth §3.5).

#include <string>
#include <vector>

#include "accounts/backend.h"

namespace narvi::accounts {

class RowsBackend : public Backend {
 public:
  /// `permissions` outlives this object.
  RowsBackend(Permissions& permissions, bool allow_inactive)
      : permissions_(permissions), allow_inactive_(allow_inactive) {}

  bool may_authenticate(const User& user) const override { return allow_inactive_ || user.is_active; }

  io::Task<Result<PermissionSet>> user_permissions(Subject& subject, MaybeObject object) override;
  io::Task<Result<PermissionSet>> group_permissions(Subject& subject, MaybeObject object) override;
  io::Task<Result<PermissionSet>> all_permissions(Subject& subject, MaybeObject object) override;
  io::Task<Result<Grant>> has_perm(Subject& subject, std::string permission, MaybeObject object) override;
  io::Task<Result<Grant>> has_module_perms(Subject& subject, std::string app_label) override;
  io::Task<Result<std::vector<User>>> with_perm(WithPermission asked, MaybeObject object,
                                                UserPage page) override;

 protected:
  bool allow_inactive() const { return allow_inactive_; }

 private:
  using Query = io::Task<Result<PermissionSet>> (Permissions::*)(UserKey);

  /// The set, asked for once and kept in `subject` under `name`. Of nothing for who has none.
  io::Task<Result<const PermissionSet*>> known(Subject& subject, const char* name, Query query,
                                               bool about_object);
  io::Task<Result<PermissionSet>> copy(Subject& subject, const char* name, Query query, bool about_object);

  Permissions& permissions_;
  bool allow_inactive_;
};

}  // namespace narvi::accounts
