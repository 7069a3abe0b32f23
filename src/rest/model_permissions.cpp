#include "rest/model_permissions.h"

#include <optional>
#include <utility>

#include "rest/call.h"

namespace narvi::rest {

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// What `method` needs on `model`; nothing: the method is not in the map.
std::optional<std::vector<std::string>> required(const PermissionMap& map, std::string_view method,
                                                 std::string_view model) {
  const auto row = map.find(method);
  if (row == map.end()) {
    return std::nullopt;
  }
  const std::size_t dot = model.find('.');
  std::vector<std::string> permissions = row->second;
  for (std::string& permission : permissions) {
    replace_all(permission, "%(app_label)s", model.substr(0, dot));
    replace_all(permission, "%(model_name)s", model.substr(dot + 1));
  }
  return permissions;
}

/// user.has_perms(permissions, object).
io::Task<ApiResult<bool>> has_all(Call& call, std::vector<std::string> permissions,
                                  accounts::MaybeObject object = {}) {
  const Result<bool> has = co_await call.services.accounts.backends.has_perms(
      call.subject(), std::move(permissions), std::move(object));
  if (!has) {
    co_return refuse(from_error(has.error()));
  }
  co_return *has;
}

class ModelPermissions : public Permission {
 public:
  ModelPermissions(std::string_view name, PermissionMap map, bool anonymous_too)
      : name_(name), map_(std::move(map)), anonymous_too_(anonymous_too) {}

  std::string_view name() const final { return name_; }

  io::Task<ApiResult<bool>> allows(Call& call) const final {
    const Endpoint& endpoint = *call.endpoint;
    if (endpoint.is_router_root && !router_root_needs_user(call.services.rest_version)) {
      co_return true;
    }
    if (!call.identity && !(anonymous_too_ && call.has_anonymous_user())) {
      co_return false;
    }
    if (endpoint.is_router_root) {
      co_return true;
    }
    std::optional<std::vector<std::string>> needed = required(map_, call.request.method, endpoint.model);
    if (!needed) {
      co_return refuse(method_not_allowed(call.request.method));
    }
    co_return co_await has_all(call, std::move(*needed));
  }

  Result<void> check(const Endpoint& endpoint) const final {
    const std::size_t dot = endpoint.model.find('.');
    const bool is_model = dot != 0 && dot != std::string::npos && dot + 1 != endpoint.model.size();
    if (!is_model && !endpoint.is_router_root) {
      return fail(ErrorKind::kConfiguration, name_ + " needs the endpoint's model, as in \"auth.group\"");
    }
    return {};
  }

 protected:
  const PermissionMap& map() const { return map_; }

 private:
  std::string name_;
  PermissionMap map_;
  bool anonymous_too_;
};

class ObjectPermissions final : public ModelPermissions {
 public:
  explicit ObjectPermissions(PermissionMap map)
      : ModelPermissions("DjangoObjectPermissions", std::move(map), false) {}

  io::Task<ApiResult<bool>> allows_object(Call& call, const GuardedObject& object) const override {
    const std::string_view method = call.request.method;
    const ApiResult<bool> allowed = co_await granted(call, method, object);
    if (!allowed || *allowed) {
      co_return allowed;
    }
    // Who may not see the object is not told that it exists.
    if (is_safe_method(method)) {
      co_return refuse(django_not_found(call.services.rest_version));
    }
    const ApiResult<bool> readable = co_await granted(call, "GET", object);
    if (!readable) {
      co_return readable;
    }
    if (!*readable) {
      co_return refuse(django_not_found(call.services.rest_version));
    }
    co_return false;
  }

 private:
  io::Task<ApiResult<bool>> granted(Call& call, std::string_view method, const GuardedObject& object) const {
    std::optional<std::vector<std::string>> needed = required(map(), method, call.endpoint->model);
    if (!needed) {
      co_return refuse(method_not_allowed(method));
    }
    accounts::MaybeObject name = accounts::ObjectName{std::string(object.model()), object.key()};
    co_return co_await has_all(call, std::move(*needed), std::move(name));
  }
};

}  // namespace

const PermissionMap& default_permission_map() {
  static const PermissionMap kMap = {
      {"GET", {}},
      {"OPTIONS", {}},
      {"HEAD", {}},
      {"POST", {"%(app_label)s.add_%(model_name)s"}},
      {"PUT", {"%(app_label)s.change_%(model_name)s"}},
      {"PATCH", {"%(app_label)s.change_%(model_name)s"}},
      {"DELETE", {"%(app_label)s.delete_%(model_name)s"}},
  };
  return kMap;
}

PermissionRef django_model_permissions(PermissionMap map) {
  return std::make_shared<ModelPermissions>("DjangoModelPermissions", std::move(map), false);
}

PermissionRef django_model_permissions_or_anon_read_only(PermissionMap map) {
  return std::make_shared<ModelPermissions>("DjangoModelPermissionsOrAnonReadOnly", std::move(map), true);
}

PermissionRef django_object_permissions(PermissionMap map) {
  return std::make_shared<ObjectPermissions>(std::move(map));
}

}  // namespace narvi::rest
