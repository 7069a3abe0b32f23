#include "systems/durin/endpoints.h"

#include <memory>
#include <string>
#include <utility>

#include "rest/permission.h"
#include "rest/renderers.h"
#include "rest/run.h"
#include "rest/throttle_registry.h"
#include "systems/durin/limits.h"
#include "systems/durin/office.h"
#include "systems/durin/views.h"

namespace narvi::systems::durin {

namespace {

using http::json::Object;
using http::json::Value;
using rest::Admitted;
using rest::Call;
using rest::Endpoint;

using View = io::Task<http::Response> (*)(Shared mounted, Call& call);

/// §2: what all six have in common. Who is not known is asked for credentials, whatever the site's default
/// permissions say (§2.7).
struct Frame {
  Endpoint base;
  std::vector<std::shared_ptr<const rest::Scheme>> schemes;
  Shared mounted;
  std::optional<std::int64_t> num_proxies;

  Endpoint make(std::string name, const std::string& path, std::string view_name, std::string about) const {
    Endpoint endpoint = base;
    endpoint.name = "durin." + std::move(name);
    endpoint.path = mounted->path + path;
    endpoint.view_name = std::move(view_name);
    endpoint.view_description = std::move(about);
    return endpoint;
  }
  Endpoint guarded(std::string name, const std::string& path, std::string view_name,
                   std::string about) const {
    Endpoint endpoint = make(std::move(name), path, std::move(view_name), std::move(about));
    endpoint.schemes = schemes;
    endpoint.permissions = {rest::is_authenticated()};
    return endpoint;
  }
  rest::Method method(std::string_view name, View view) const {
    return {name, [view, shared = mounted](const Admitted&, Call& call) { return view(shared, call); }};
  }
};

Value read_only(std::string_view type, std::string_view label, std::string_view help = {}) {
  Object field;
  field.set("type", Value(type));
  field.set("required", Value(false));
  field.set("read_only", Value(true));
  field.set("label", Value(label));
  if (!help.empty()) {
    field.set("help_text", Value(help));
  }
  return Value(std::move(field));
}

/// OPTIONS of apiaccess/.
Value api_access_actions() {
  Object fields;
  fields.set("client", read_only("field", "Client"));
  fields.set("created", read_only("datetime", "Created"));
  fields.set("expiry", read_only("datetime", "Expiry"));
  fields.set("has_expired", read_only("field", "Has expired"));
  fields.set("expires_in_str", read_only("field", "Expires in str"));
  fields.set("token", read_only("string", "Token", "Token is auto-generated on save."));
  Object actions;
  actions.set("POST", Value(std::move(fields)));
  return Value(std::move(actions));
}

std::vector<Endpoint> assemble(const Frame& frame) {
  std::vector<Endpoint> all;
  Endpoint entrance = frame.make("login", "login/", "Login", "Gives a user his token for a client.");
  entrance.open_because = "name and password are in the body";
  for (auto& throttle : login_throttles(frame.mounted->office->options, frame.num_proxies)) {
    entrance.throttles.push_back(std::move(throttle));
  }
  entrance.methods = {frame.method("POST", login)};
  all.push_back(std::move(entrance));

  Endpoint renewal =
      frame.guarded("refresh", "refresh/", "Refresh", "Renews the token that comes with the request.");
  renewal.methods = {frame.method("POST", refresh)};
  all.push_back(std::move(renewal));

  Endpoint leaving =
      frame.guarded("logout", "logout/", "Logout", "Ends the token that comes with the request.");
  leaving.methods = {frame.method("POST", logout)};
  all.push_back(std::move(leaving));

  Endpoint leaving_all =
      frame.guarded("logoutall", "logoutall/", "Logout All", "Ends all tokens of the user.");
  leaving_all.methods = {frame.method("POST", logout_all)};
  all.push_back(std::move(leaving_all));

  constexpr const char* kSessions = "The tokens of the user, one for each client.";
  Endpoint list = frame.guarded("tokensessions-list", "sessions/", "Token Sessions List", kSessions);
  list.methods = {frame.method("GET", list_sessions)};
  all.push_back(std::move(list));

  // Upstream's route has two slashes by mistake, and clients build it by its name; the others are what
  // anybody would write.
  for (const char* path : {"sessions//<lookup:id>", "sessions/<lookup:id>", "sessions/<lookup:id>/"}) {
    Endpoint one = frame.guarded("tokensessions-detail", path, "Token Sessions Instance", kSessions);
    one.methods = {frame.method("DELETE", end_session)};
    all.push_back(std::move(one));
  }

  Endpoint api = frame.guarded("apiaccess", "apiaccess/", "Api Access Token",
                               "The user's token for scripts of his own.");
  api.methods = {frame.method("GET", show_api_token), frame.method("POST", make_api_token),
                 frame.method("DELETE", end_api_token)};
  api.actions = api_access_actions();
  all.push_back(std::move(api));
  return all;
}

}  // namespace

Result<std::vector<Endpoint>> endpoints(const rest::Mount& mount) {
  std::shared_ptr<Office> office = office_of(mount.services);
  if (office == nullptr) {
    Result<Options> options = read_options(mount.services.settings);
    return options ? fail(ErrorKind::kInternal, "the system was not attached")
                   : tl::unexpected<Error>(std::move(options.error()));
  }
  LoginSteps login = login_steps(office);
  return endpoints_with(mount, std::move(login), refresh_steps(std::move(office)));
}

Result<std::vector<Endpoint>> endpoints_with(const rest::Mount& mount, LoginSteps login,
                                             RefreshSteps refresh) {
  const Settings& settings = mount.services.settings;
  std::shared_ptr<Office> office = office_of(mount.services);
  if (office == nullptr) {
    return fail(ErrorKind::kInternal, "the system was not attached");
  }
  Frame frame;
  const std::vector<std::string>& own = office->options.authentication_classes;
  auto schemes = mount.schemes.find(
      own.empty() ? settings.list("rest_framework", "default_authentication_classes") : own, mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  auto throttles = rest::default_throttles(settings);
  if (!throttles) {
    return tl::unexpected<Error>(std::move(throttles.error()));
  }
  auto renderers = rest::default_renderers(settings);
  if (!renderers) {
    return tl::unexpected<Error>(std::move(renderers.error()));
  }
  frame.num_proxies = rest::num_proxies(settings);
  frame.schemes = std::move(*schemes);
  frame.base.dialect = rest::run;
  frame.base.throttles = std::move(*throttles);
  frame.base.renderers = std::move(*renderers);
  frame.base.parsers = {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"};
  frame.base.no_store = settings.boolean("systems.durin", "no_store");
  frame.mounted = std::make_shared<const Mounted>(
      Mounted{std::move(office), mount.path, std::move(login), std::move(refresh)});
  return assemble(frame);
}

}  // namespace narvi::systems::durin
