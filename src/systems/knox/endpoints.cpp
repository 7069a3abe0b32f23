#include "systems/knox/endpoints.h"

#include <memory>
#include <utility>

#include "rest/permission.h"
#include "rest/renderers.h"
#include "rest/run.h"
#include "rest/throttle_registry.h"
#include "systems/knox/kind.h"
#include "systems/knox/login.h"
#include "systems/knox/options.h"
#include "systems/knox/scheme.h"
#include "systems/knox/token_view.h"

namespace narvi::systems::knox {

namespace {

using http::Response;
using rest::Call;
using Kind = std::shared_ptr<const rest::CredentialKind>;

/// 204 with user_logged_out, once the tokens have gone.
Response logged_out(Call& call) {
  call.services.accounts.events.fire_logged_out(call.identity->user);
  call.request.outcome = "logout";
  Response response;
  response.status = 204;
  return response;
}

io::Task<Response> logout(Kind kind, Call& call) {
  const Result<bool> ended = co_await kind->end(call.identity->user, call.identity->proof.ref);
  if (!ended) {
    co_return rest::error_response(call, rest::from_error(ended.error()));
  }
  co_return logged_out(call);
}

io::Task<Response> logout_all(Kind kind, Call& call) {
  const Result<std::int64_t> ended = co_await kind->end_all(call.identity->user, {});
  if (!ended) {
    co_return rest::error_response(call, rest::from_error(ended.error()));
  }
  co_return logged_out(call);
}

/// What the three share (knox §2): the framework's defaults.
Result<rest::Endpoint> base(const rest::Mount& mount, std::string_view name, std::string_view view_name) {
  rest::Endpoint endpoint;
  endpoint.name = "knox." + std::string(name);
  endpoint.path = mount.path + std::string(name) + "/";
  endpoint.dialect = rest::run;
  endpoint.view_name = view_name;
  endpoint.parsers = {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"};
  auto renderers = rest::default_renderers(mount.services.settings);
  if (!renderers) {
    return tl::unexpected<Error>(std::move(renderers.error()));
  }
  endpoint.renderers = std::move(*renderers);
  auto throttles = rest::default_throttles(mount.services.settings);
  if (!throttles) {
    return tl::unexpected<Error>(std::move(throttles.error()));
  }
  endpoint.throttles = std::move(*throttles);
  return endpoint;
}

Result<rest::Endpoint> login_endpoint(const rest::Mount& mount, Options options) {
  Result<rest::Endpoint> endpoint = base(mount, "login", "Login");
  if (!endpoint) {
    return endpoint;
  }
  const Settings& settings = mount.services.settings;
  auto schemes =
      mount.schemes.find(settings.list("rest_framework", "default_authentication_classes"), mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  endpoint->schemes = std::move(*schemes);
  if (options.login_mode == LoginMode::kDefault) {
    endpoint->permissions = {rest::is_authenticated()};
  } else {
    endpoint->open_because = "name and password are in the body";
  }
  const auto login = std::make_shared<Login>(mount.services, std::move(options));
  endpoint->methods = {{"POST", [login](const rest::Admitted&, Call& call) { return login->answer(call); }}};
  return endpoint;
}

/// An endpoint of those who hold a token: the Knox scheme alone.
Result<rest::Endpoint> holder_endpoint(const rest::Mount& mount, std::string_view name,
                                       std::string_view view_name, rest::Method method) {
  Result<rest::Endpoint> endpoint = base(mount, name, view_name);
  if (!endpoint) {
    return endpoint;
  }
  auto schemes = mount.schemes.find({kSchemeClass}, mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  endpoint->schemes = std::move(*schemes);
  endpoint->permissions = {rest::is_authenticated()};
  endpoint->methods = {std::move(method)};
  return endpoint;
}

}  // namespace

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  const Result<Options> options = read_options(mount.services.settings);
  if (!options) {
    return tl::unexpected<Error>(options.error());
  }
  const Kind kind = credential_kind(mount.services, *options);
  std::vector<Result<rest::Endpoint>> made;
  made.push_back(login_endpoint(mount, *options));
  made.push_back(
      holder_endpoint(mount, "logout", "Logout",
                      {"POST", [kind](const rest::Admitted&, Call& call) { return logout(kind, call); }}));
  made.push_back(holder_endpoint(
      mount, "logoutall", "Logout All",
      {"POST", [kind](const rest::Admitted&, Call& call) { return logout_all(kind, call); }}));
  if (options->token_endpoints) {
    const auto view = std::make_shared<const TokenView>(mount.services, *options);
    made.push_back(
        holder_endpoint(mount, "token", "Token",
                        {"GET", [view](const rest::Admitted&, Call& call) { return view->tell(call); }}));
    made.push_back(
        holder_endpoint(mount, "refresh", "Refresh",
                        {"POST", [view](const rest::Admitted&, Call& call) { return view->refresh(call); }}));
  }
  std::vector<rest::Endpoint> all;
  for (Result<rest::Endpoint>& endpoint : made) {
    if (!endpoint) {
      return tl::unexpected<Error>(std::move(endpoint.error()));
    }
    all.push_back(std::move(*endpoint));
  }
  return all;
}

}  // namespace narvi::systems::knox
