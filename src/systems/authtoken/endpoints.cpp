#include "systems/authtoken/endpoints.h"

#include <memory>
#include <utility>

#include "rest/login_fields.h"
#include "rest/run.h"
#include "rest/throttle_registry.h"
#include "systems/authtoken/limits.h"
#include "systems/authtoken/options.h"
#include "systems/authtoken/token_store.h"

namespace narvi::systems::authtoken {

namespace {

using http::Response;
using http::json::Object;
using http::json::Value;
using rest::Call;

/// What the handler of one mounted endpoint needs.
struct Mounted {
  Options options;
  TokenStore store;
};
using Shared = std::shared_ptr<Mounted>;

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

/// str(pk) where the key is a UUID, as REST framework's encoder writes it.
Value user_id(const accounts::UserKey& key) {
  const database::Value id = key.value();
  const auto* number = std::get_if<std::int64_t>(&id);
  return number == nullptr ? Value(key.text()) : Value(*number);
}

/// `response_fields` in their order: upstream's documentation shows token, user_id and email.
Response success(const Options& options, const accounts::User& user, const SecretText& token) {
  Object body;
  for (const std::string& name : options.response_fields) {
    if (name == "token") {
      body.set(name, Value(token.reveal()));
    } else if (name == "user_id") {
      body.set(name, user_id(user.key));
    } else {
      body.set(name, Value(user.email));
    }
  }
  return rest::json_response(200, Value(std::move(body)));
}

Response refuse(Call& call) {
  call.request.outcome = "refused";
  return rest::error_response(call, rest::wrong_credentials(call));
}

io::Task<Response> obtain(Shared mounted, Call& call) {
  rest::ApiResult<accounts::Credentials> credentials = co_await rest::read_login(call);
  if (!credentials) {
    co_return rest::error_response(call, credentials.error());
  }
  const Result<cache::Allowance> allowance =
      co_await allow_account(call, mounted->options.account_rate, credentials->username);
  if (!allowance) {
    co_return rest::error_response(call, rest::from_error(allowance.error()));
  }
  if (!allowance->allowed) {
    call.request.outcome = "throttled";
    co_return rest::error_response(call, rest::throttled(allowance->wait));
  }
  const Result<accounts::Authenticated> result =
      co_await call.services.accounts.backends.authenticate(std::move(*credentials));
  if (!result) {
    co_return rest::error_response(call, rest::from_error(result.error()));
  }
  if (!result->user) {
    co_return refuse(call);
  }
  const Result<Obtained> obtained = co_await mounted->store.obtain(result->user->key);
  if (!obtained && obtained.error().kind == ErrorKind::kNotFound) {
    co_return refuse(call);  // deleted after the password was found right
  }
  if (!obtained) {
    co_return rest::error_response(call, rest::from_error(obtained.error()));
  }
  call.request.outcome = obtained->ended_another ? "token_replaced" : "token";
  co_return success(mounted->options, *result->user, obtained->token);
}

}  // namespace

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  const Settings& settings = mount.services.settings;
  Result<Options> options = read_options(settings);
  if (!options) {
    return tl::unexpected<Error>(std::move(options.error()));
  }
  auto schemes =
      mount.schemes.find(settings.list("rest_framework", "default_authentication_classes"), mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  rest::Endpoint endpoint;
  endpoint.name = "authtoken.obtain";
  endpoint.path = mount.path;
  endpoint.dialect = rest::run;
  endpoint.schemes = std::move(*schemes);
  endpoint.throttles = throttles(*options, rest::num_proxies(settings));
  endpoint.open_because = "name and password are in the body";
  endpoint.view_name = "Obtain Auth Token";
  endpoint.actions = actions();
  const Storage storage = options->storage;
  auto mounted = std::make_shared<Mounted>(Mounted{std::move(*options), {mount.services, storage}});
  endpoint.methods = {
      {"POST", [mounted](const rest::Admitted&, Call& call) { return obtain(mounted, call); }}};
  return std::vector<rest::Endpoint>{std::move(endpoint)};
}

}  // namespace narvi::systems::authtoken
