#include "drf_handlers.h"

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "rest/body.h"
#include "rest/call.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"
#include "systems/authtoken/endpoints.h"

namespace narvi::tests {

namespace {

using http::Response;
using http::json::Array;
using http::json::Null;
using http::json::Object;
using http::json::Value;
using rest::Admitted;
using rest::ApiError;
using rest::Call;

Value user_of(const Call& call) {
  return Value(call.user_text());
}

/// request.data as an object.
Value data_of(rest::RequestData data) {
  if (const Value* json = data.json()) {
    return *json;
  }
  Object fields;
  for (const auto& [name, value] : data.form()->fields()) {
    fields.set(name, Value(value));
  }
  return Value(std::move(fields));
}

io::Task<Response> show(Call& call) {
  const std::optional<std::string> auth = call.auth_text();
  Object body;
  body.set("user", user_of(call));
  body.set("auth", auth ? Value(*auth) : Value(Null()));
  co_return rest::json_response(200, Value(std::move(body)));
}

io::Task<Response> take(Call& call) {
  rest::ApiResult<rest::RequestData> data = co_await rest::parse_body(call);
  if (!data) {
    co_return rest::error_response(call, data.error());
  }
  Object body;
  body.set("user", user_of(call));
  body.set("data", data_of(std::move(*data)));
  co_return rest::json_response(201, Value(std::move(body)));
}

io::Task<Response> nothing() {
  Response response;
  response.status = 204;
  co_return response;
}

Value texts(std::initializer_list<std::string_view> values) {
  Array array;
  for (const std::string_view value : values) {
    array.emplace_back(value);
  }
  return Value(std::move(array));
}

Value two_fields() {
  Object errors;
  errors.set("f", texts({"bad"}));
  errors.set("g", Value("x"));
  return Value(std::move(errors));
}

ApiError with_detail() {
  ApiError error = rest::server_error();
  Object detail;
  detail.set("x", Value("y"));
  error.detail = Value(std::move(detail));
  return error;
}

/// The rows of the fixture's `raises`; nothing for "boom".
std::optional<ApiError> refusal_of(std::string_view kind, rest::RestVersion version) {
  const std::pair<std::string_view, ApiError> refusals[] = {
      {"http404", rest::django_not_found(version)},
      {"http404msg", rest::django_not_found(version, "No such thing")},
      {"djpd", rest::django_permission_denied(version)},
      {"djpdmsg", rest::django_permission_denied(version, "nope")},
      {"validation-list", rest::validation_failed(texts({"a", "b"}))},
      {"validation-str", rest::validation_failed(Value("single"))},
      {"validation-dict", rest::validation_failed(two_fields())},
      {"parse", rest::parse_error({})},
      {"notacceptable", rest::not_acceptable()},
      {"throttled", rest::throttled(std::nullopt)},
      {"throttled1", rest::throttled(1)},
      {"throttled61", rest::throttled(60.2)},
      {"api", rest::server_error()},
      {"apidict", with_detail()},
      {"authfailed", rest::authentication_failed({})},
      {"notauth", rest::not_authenticated()},
  };
  for (const auto& [name, error] : refusals) {
    if (name == kind) {
      return error;
    }
  }
  return std::nullopt;
}

io::Task<Response> raise_named(Call& call) {
  const std::optional<ApiError> refusal =
      refusal_of(call.match.parameter("kind"), call.services.rest_version);
  if (!refusal) {
    throw std::runtime_error("boom");
  }
  co_return rest::error_response(call, *refusal);
}

/// What a second mount of authtoken answers POST with, made at its first request.
class LateObtain {
 public:
  io::Task<Response> answer(const Admitted& admitted, Call& call) {
    std::call_once(made_, [&] {
      rest::SchemeRegistry schemes;
      schemes.add(rest::schemes::builtin());
      auto built = systems::authtoken::endpoints({"/obtain/", call.services, schemes});
      if (!built) {
        throw std::runtime_error(built.error().message);
      }
      endpoints_ = std::move(*built);
    });
    co_return co_await (*endpoints_.front().handler("POST"))(admitted, call);
  }

 private:
  std::once_flag made_;
  std::vector<rest::Endpoint> endpoints_;
};

}  // namespace

void echo(rest::Endpoint& view) {
  view.methods = {{"GET", [](const Admitted&, Call& call) { return show(call); }},
                  {"POST", [](const Admitted&, Call& call) { return take(call); }},
                  {"PUT", [](const Admitted&, Call& call) { return take(call); }},
                  {"PATCH", [](const Admitted&, Call& call) { return take(call); }},
                  {"DELETE", [](const Admitted&, Call&) { return nothing(); }}};
}

void raise(rest::Endpoint& view) {
  view.path += "<kind>/";
  view.methods = {{"GET", [](const Admitted&, Call& call) { return raise_named(call); }}};
}

void obtain_token(rest::Endpoint& view) {
  auto late = std::make_shared<LateObtain>();
  view.renderers = {"application/json"};
  view.parsers = {"application/x-www-form-urlencoded", "multipart/form-data", "application/json"};
  view.methods = {
      {"POST", [late](const Admitted& admitted, Call& call) { return late->answer(admitted, call); }}};
}

}  // namespace narvi::tests
