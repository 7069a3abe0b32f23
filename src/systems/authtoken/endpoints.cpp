#include "systems/authtoken/endpoints.h"

#include <memory>
#include <utility>

#include "rest/login_fields.h"
#include "rest/run.h"
#include "systems/authtoken/tables.h"

namespace narvi::systems::authtoken {

namespace {

using http::Response;
using http::json::Object;
using http::json::Value;
using rest::Call;

/// Field metadata of the serializer (drf §2.1, OPTIONS).
Value field(std::string_view label, bool read_only) {
  Object field;
  field.set("type", Value("string"));
  field.set("required", Value(!read_only));
  field.set("read_only", Value(read_only));
  field.set("label", Value(label));
  return Value(std::move(field));
}

Value actions() {
  Object fields;
  fields.set("username", field("Username", false));
  fields.set("password", field("Password", false));
  fields.set("token", field("Token", true));
  Object actions;
  actions.set("POST", Value(std::move(fields)));
  return Value(std::move(actions));
}

io::Task<Response> obtain(std::shared_ptr<Tokens> tokens, Call& call) {
  rest::ApiResult<accounts::Credentials> credentials = co_await rest::read_login(call);
  if (!credentials) {
    co_return rest::error_response(call, credentials.error());
  }
  const Result<accounts::Authenticated> result =
      co_await call.services.accounts.backends.authenticate(std::move(*credentials));
  if (!result) {
    co_return rest::error_response(call, rest::from_error(result.error()));
  }
  if (!result->user) {
    call.request.outcome = "refused";
    co_return rest::error_response(call, rest::wrong_credentials(call));
  }
  const Result<SecretText> token =
      co_await tokens->get_or_create(result->user->key, call.services.random, call.services.clock.now());
  if (!token) {
    co_return rest::error_response(call, rest::from_error(token.error()));
  }
  call.request.outcome = "token";
  Object body;
  body.set("token", Value(token->reveal()));
  co_return rest::json_response(200, Value(std::move(body)));
}

}  // namespace

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  auto schemes = mount.schemes.find(
      mount.services.settings.list("rest_framework", "default_authentication_classes"), mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  auto tokens = std::make_shared<Tokens>(mount.services.database);
  rest::Endpoint endpoint;
  endpoint.name = "authtoken.obtain";
  endpoint.path = mount.path;
  endpoint.dialect = rest::run;
  endpoint.schemes = std::move(*schemes);
  endpoint.open_because = "name and password are in the body";
  endpoint.view_name = "Obtain Auth Token";
  endpoint.actions = actions();
  endpoint.methods = {{"POST", [tokens](const rest::Admitted&, Call& call) { return obtain(tokens, call); }}};
  return std::vector<rest::Endpoint>{std::move(endpoint)};
}

}  // namespace narvi::systems::authtoken
