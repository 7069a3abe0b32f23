#pragma once
// DjangoModelPermissions and its kin: what the caller's permissions on the endpoint's model allow (drf §7.1).

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rest/permission.h"

namespace narvi::rest {

/// Permissions that a method needs (upstream's perms_map), with %(app_label)s and %(model_name)s for the
/// endpoint's model: {"POST", {"%(app_label)s.add_%(model_name)s"}}. A method that is missing is a 405.
using PermissionMap = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Upstream's: POST adds, PUT and PATCH change, DELETE deletes; GET, HEAD and OPTIONS need nothing.
const PermissionMap& default_permission_map();

/// Authenticated, and the permissions of the method.
PermissionRef django_model_permissions(PermissionMap map = default_permission_map());

/// The same, and an anonymous caller may do what needs no permission.
PermissionRef django_model_permissions_or_anon_read_only(PermissionMap map = default_permission_map());

/// The model first, then the same permissions on the object, which the authentication backends know: Django's
/// own grant nothing about single objects, so with them only active superusers pass. Who may not even read
/// the object (or only tried to) is told 404, others 403.
PermissionRef django_object_permissions(PermissionMap map = default_permission_map());

}  // namespace narvi::rest
