#include "drf_views.h"

#include <functional>
#include <utility>

#include "drf_handlers.h"
#include "drf_schemes.h"
#include "rest/model_permissions.h"
#include "rest/permission_composition.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"
#include "rest/throttle.h"

namespace narvi::tests {

namespace {

using rest::PermissionRef;
using Schemes = std::vector<std::shared_ptr<const rest::Scheme>>;
using Throttles = std::vector<std::shared_ptr<const rest::Throttle>>;
using rest::schemes::basic_scheme;
using rest::schemes::remote_user_scheme;
using rest::schemes::session_scheme;

/// "always False, message ..., code no_customers".
class NoCustomers final : public rest::Permission {
 public:
  std::string_view name() const override { return "NoCustomers"; }
  io::Task<rest::ApiResult<bool>> allows(rest::Call& /*call*/) const override { co_return false; }
  std::string_view message() const override { return "Adding customers not allowed."; }
  std::string_view code() const override { return "no_customers"; }
};

/// DjangoObjectPermissions with GET requiring view_group.
PermissionRef readers_of_groups() {
  rest::PermissionMap map = rest::default_permission_map();
  map["GET"] = {"%(app_label)s.view_%(model_name)s"};
  return rest::django_object_permissions(std::move(map));
}

/// One row of the fixture's table.
struct View {
  std::string name;
  std::string view_name;  ///< as upstream derives it from the class
  Schemes schemes;
  std::vector<PermissionRef> permissions;
  Throttles throttles{};
};

rest::Endpoint endpoint(const View& view) {
  rest::Endpoint endpoint;
  endpoint.name = "drf." + view.name;
  endpoint.path = "/" + view.name + "/";
  endpoint.dialect = rest::run;
  endpoint.schemes = view.schemes;
  endpoint.permissions = view.permissions;
  endpoint.throttles = view.throttles;
  endpoint.open_because = "the contract's view has no permission";
  endpoint.view_name = view.view_name;
  endpoint.renderers = {"application/json", "text/html"};
  endpoint.parsers = {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"};
  return endpoint;
}

std::vector<View> scheme_views() {
  const std::vector<PermissionRef> users = {rest::is_authenticated()};
  return {
      {"basic", "Basic", {basic_scheme()}, users},
      {"basic-realm", "Basic Realm", {basic_scheme("Narvi")}, users},
      {"token", "Token", {token()}, users},
      {"bearer", "Bearer", {token("Bearer")}, users},
      {"session", "Session", {session_scheme()}, users},
      {"default", "Default", {session_scheme(), basic_scheme()}, users},
      {"basic-session", "Basic Session", {basic_scheme(), session_scheme()}, users},
      {"session-token", "Session Token", {session_scheme(), token()}, users},
      {"token-basic", "Token Basic", {token(), basic_scheme()}, users},
      {"remote", "Remote", {remote_user_scheme()}, users},
      {"remote-header", "Remote Header", {remote_user_scheme("HTTP_REMOTE_USER")}, users},
      {"xuser", "X User", {x_username()}, users},
      {"xuser-h", "X User H", {x_username("X-Username realm=\"api\"")}, users},
      {"noauth", "No Auth", {}, users},
      {"allowany-session", "Allow Any Session", {session_scheme()}, {rest::allow_any()}},
  };
}

std::vector<View> permission_views() {
  const Schemes tokens = {token()};
  const PermissionRef message = std::make_shared<NoCustomers>();
  return {
      {"allowany", "Allow Any", tokens, {rest::allow_any()}},
      {"noperm", "No Perm", tokens, {}},
      {"admin-only", "Admin Only", tokens, {rest::is_admin_user()}},
      {"readonly", "Read Only", tokens, {rest::is_authenticated_or_read_only()}},
      {"msg", "Msg", tokens, {message}},
      {"and", "And", tokens, {rest::both(rest::is_authenticated(), rest::is_admin_user())}},
      {"or", "Or", tokens, {rest::either(rest::is_admin_user(), message)}},
      {"not", "Not", tokens, {rest::negation(rest::is_authenticated())}},
  };
}

std::vector<View> throttle_views(const DrfViewSettings& settings) {
  const Schemes tokens = {token()};
  const rest::Rate thrice{3, Seconds(60)};
  const auto anon = rest::anon_rate_throttle({"anon", thrice, settings.num_proxies});
  const auto user = rest::user_rate_throttle({"user", thrice, settings.num_proxies});
  const auto scoped =
      rest::scoped_rate_throttle({{"uploads", rest::Rate{2, Seconds(3600)}}}, settings.num_proxies);
  return {
      {"thr-anon", "Thr Anon", tokens, {}, {anon}},
      {"thr-user", "Thr User", tokens, {}, {user}},
      {"thr-both", "Thr Both", tokens, {}, {anon, user}},
      {"thr-scoped", "Thr Scoped", tokens, {}, {scoped}},
      {"thr-perm", "Thr Perm", tokens, {rest::is_authenticated()}, {anon}},
      {"api-token-auth-throttled", "Obtain Auth Token", {session_scheme(), basic_scheme()}, {}, {anon}},
  };
}

std::vector<View> crud_views() {
  const Schemes tokens = {token()};
  return {
      {"groups", "Group", tokens, {rest::django_model_permissions()}},
      {"groups-anon", "Group", tokens, {rest::django_model_permissions_or_anon_read_only()}},
      {"groups-obj", "Group", tokens, {rest::django_object_permissions()}},
      {"groups-objview", "Group", tokens, {readers_of_groups()}},
      {"groups-own", "Group", tokens, {rest::is_authenticated(), only_open_groups()}},
  };
}

}  // namespace

std::vector<rest::Endpoint> drf_views(const DrfViewSettings& settings) {
  std::vector<rest::Endpoint> all;
  const auto add = [&all](const View& view, FillView fill) { fill(all.emplace_back(endpoint(view))); };
  for (const View& view : scheme_views()) {
    add(view, echo);
  }
  for (const View& view : permission_views()) {
    add(view, echo);
  }
  for (const View& view : throttle_views(settings)) {
    add(view, view.name == "api-token-auth-throttled" ? obtain_token : echo);
    all.back().throttle_scope = view.name == "thr-scoped" ? "uploads" : "";
  }
  for (const View& view : crud_views()) {
    for (rest::Endpoint& one : group_views(endpoint(view))) {
      all.push_back(std::move(one));
    }
  }
  add({"raise", "Raise", {}, {}}, raise);
  add({"json-only", "Json Only", {}, {}}, echo);
  all.back().renderers = {"application/json"};
  all.back().parsers = {"application/json"};
  all.back().format_suffix = true;
  return all;
}

}  // namespace narvi::tests
