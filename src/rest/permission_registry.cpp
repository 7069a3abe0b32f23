#include "rest/permission_registry.h"

#include <array>

#include "rest/model_permissions.h"

namespace narvi::rest {

namespace {

constexpr std::string_view kTable = "rest_framework";
constexpr std::string_view kPackage = "rest_framework.permissions.";

const std::array<PermissionRef, 7>& built_in() {
  static const std::array<PermissionRef, 7> kPermissions = {
      allow_any(),
      is_authenticated(),
      is_admin_user(),
      is_authenticated_or_read_only(),
      django_model_permissions(),
      django_model_permissions_or_anon_read_only(),
      django_object_permissions(),
  };
  return kPermissions;
}

}  // namespace

PermissionRef find_permission(std::string_view class_name) {
  if (class_name.starts_with(kPackage)) {
    class_name.remove_prefix(kPackage.size());
  }
  for (const PermissionRef& permission : built_in()) {
    if (permission->name() == class_name) {
      return permission;
    }
  }
  return nullptr;
}

Result<std::vector<PermissionRef>> find_permissions(const std::vector<std::string>& class_names) {
  std::vector<PermissionRef> permissions;
  for (const std::string& name : class_names) {
    PermissionRef permission = find_permission(name);
    if (permission == nullptr) {
      std::string known;
      for (const PermissionRef& one : built_in()) {
        known.append(known.empty() ? "" : ", ").append(one->name());
      }
      return fail(ErrorKind::kConfiguration,
                  "there is no permission class \"" + name + "\"; known: " + known);
    }
    permissions.push_back(std::move(permission));
  }
  return permissions;
}

Result<std::vector<PermissionRef>> default_permissions(const Settings& settings) {
  return find_permissions(settings.list(kTable, "default_permission_classes"));
}

}  // namespace narvi::rest
