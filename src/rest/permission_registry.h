#pragma once
// Permission classes by name, short or dotted (drf §4, contracts README C10). Compositions are made in code,
// not in settings.

#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"
#include "rest/permission.h"

namespace narvi::rest {

/// The built-in permission of that short or dotted class name; null if there is none.
PermissionRef find_permission(std::string_view class_name);

/// Those of `class_names`, in order. The error names the one that does not exist and lists those that do.
Result<std::vector<PermissionRef>> find_permissions(const std::vector<std::string>& class_names);

/// Those of [rest_framework] default_permission_classes, for endpoints that name none.
Result<std::vector<PermissionRef>> default_permissions(const Settings& settings);

}  // namespace narvi::rest
