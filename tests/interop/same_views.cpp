#include "same_views.h"

#include <array>
#include <utility>

#include "base/base64.h"
#include "drf_schemes.h"
#include "rest/body.h"
#include "rest/call.h"
#include "rest/fields.h"
#include "rest/model_permissions.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"
#include "rest/throttle.h"

namespace narvi::tests {

namespace {

using http::Response;
using http::json::Null;
using http::json::Object;
using http::json::Value;
using rest::Admitted;
using rest::ApiResult;
using rest::Call;
using rest::RequestData;
using rest::schemes::basic_scheme;
using rest::schemes::session_scheme;
using Schemes = std::vector<std::shared_ptr<const rest::Scheme>>;
using Permissions = std::vector<rest::PermissionRef>;
using Throttles = std::vector<std::shared_ptr<const rest::Throttle>>;
/// What a view tells of a body.
using Reader = ApiResult<Value> (*)(RequestData data);

Value file_value(const http::UploadedFile& file) {
  Object shown;
  shown.set("name", Value(file.name));
  shown.set("content_type", Value(file.content_type));
  shown.set("bytes", Value(base64_encode(file.bytes)));
  return Value(std::move(shown));
}

/// request.data as it is; of a form the last value of each name, then the files.
ApiResult<Value> everything(RequestData data) {
  if (Value* json = std::get_if<Value>(&data.value)) {
    return std::move(*json);
  }
  Object fields;
  for (const auto& [name, value] : data.form()->fields()) {
    fields.set(name, Value(value));
  }
  for (const http::UploadedFile& file : data.files) {
    fields.set(file.field, file_value(file));
  }
  return Value(std::move(fields));
}

/// What a serializer of two CharFields makes of it.
ApiResult<Value> two_fields(RequestData data) {
  static constexpr std::array<rest::CharField, 2> kFields = {
      {{.name = "name", .min_length = 2, .max_length = 10},
       {.name = "note", .trim = false, .allow_blank = true}}};
  ApiResult<std::vector<std::string>> values = rest::validate(data, kFields);
  if (!values) {
    return rest::refuse(std::move(values.error()));
  }
  Object valid;
  valid.set("name", Value(std::move(values->at(0))));
  valid.set("note", Value(std::move(values->at(1))));
  return Value(std::move(valid));
}

io::Task<Response> show(Call& call) {
  const std::optional<std::string> auth = call.auth_text();
  Object body;
  body.set("user", Value(call.user_text()));
  body.set("auth", auth ? Value(*auth) : Value(Null()));
  co_return rest::json_response(200, Value(std::move(body)));
}

io::Task<Response> take(Call& call, Reader reader, int status) {
  ApiResult<RequestData> data = co_await rest::parse_body(call);
  if (!data) {
    co_return rest::error_response(call, data.error());
  }
  ApiResult<Value> read = reader(std::move(*data));
  if (!read) {
    co_return rest::error_response(call, read.error());
  }
  Object body;
  body.set("user", Value(call.user_text()));
  body.set("data", std::move(*read));
  co_return rest::json_response(status, Value(std::move(body)));
}

io::Task<Response> nothing() {
  Response response;
  response.status = 204;
  co_return response;
}

rest::Endpoint view(std::string name, Schemes schemes, Permissions permissions, Throttles throttles = {},
                    Reader reader = everything) {
  rest::Endpoint endpoint;
  endpoint.name = "same." + name;
  endpoint.path = "/" + name + "/";
  endpoint.dialect = rest::run;
  endpoint.schemes = std::move(schemes);
  endpoint.permissions = std::move(permissions);
  endpoint.throttles = std::move(throttles);
  endpoint.open_because = "the view of the other side has no permission";
  endpoint.view_name = "Same";
  endpoint.renderers = {"application/json", "text/html"};
  endpoint.parsers = {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"};
  endpoint.model = "auth.group";
  const auto taken = [reader](int status) {
    return [reader, status](const Admitted&, Call& call) { return take(call, reader, status); };
  };
  endpoint.methods = {{"GET", [](const Admitted&, Call& call) { return show(call); }},
                      {"POST", taken(201)},
                      {"PUT", taken(200)},
                      {"PATCH", taken(200)},
                      {"DELETE", [](const Admitted&, Call&) { return nothing(); }}};
  return endpoint;
}

rest::ThrottleOptions hourly(std::string scope, std::int64_t limit) {
  return {std::move(scope), rest::Rate{limit, std::chrono::hours(1)}, std::nullopt};
}

void add_throttled(std::vector<rest::Endpoint>& views, const Schemes& basic_token) {
  const auto anon = rest::anon_rate_throttle(hourly("anon", 7));
  const auto user = rest::user_rate_throttle(hourly("user", 9));
  const auto generous = rest::user_rate_throttle(hourly("generous", 1'000'000));
  views.push_back(view("limited", basic_token, {rest::is_authenticated()}, {user, generous}));
  views.push_back(view("limited-anybody", basic_token, {rest::allow_any()}, {anon, user}));
  views.push_back(
      view("limited-uploads", basic_token, {rest::is_authenticated_or_read_only()},
           {rest::scoped_rate_throttle({{"uploads", rest::Rate{5, Seconds(60)}}}, std::nullopt)}));
  views.back().throttle_scope = "uploads";
}

}  // namespace

std::vector<rest::Endpoint> same_views() {
  const Schemes session_basic = {session_scheme(), basic_scheme()};
  const Schemes token_session = {token(), session_scheme()};
  const Schemes basic_token = {basic_scheme(), token()};
  const Schemes remote = {rest::schemes::remote_user_scheme("HTTP_REMOTE_USER")};
  const Permissions users = {rest::is_authenticated()};
  std::vector<rest::Endpoint> views = {
      view("session-basic", session_basic, users),
      view("token-session", token_session, users),
      view("basic-token", basic_token, users),
      view("remote", remote, users),
      view("staff", session_basic, {rest::is_admin_user()}),
      view("staff-token", token_session, {rest::is_admin_user()}),
      view("staff-remote", remote, {rest::is_admin_user()}),
      view("read-only", token_session, {rest::is_authenticated_or_read_only()}),
      view("groups", basic_token, {rest::django_model_permissions()}),
      view("groups-session", session_basic, {rest::django_model_permissions()}),
      view("groups-anybody", token_session, {rest::django_model_permissions_or_anon_read_only()}),
      view("anybody", session_basic, {rest::allow_any()}),
      view("unguarded", basic_token, {}),
      view("nobody", {}, users),
      view("fields", token_session, users, {}, two_fields),
      view("json-only", session_basic, users),
  };
  views.back().renderers = {"application/json"};
  views.back().parsers = {"application/json"};
  add_throttled(views, basic_token);
  return views;
}

}  // namespace narvi::tests
