#include "rest/metadata.h"

#include "rest/permission.h"

namespace narvi::rest {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

constexpr int kServerError = 500;

Array texts(const std::vector<std::string_view>& values) {
  Array array;
  for (const std::string_view value : values) {
    array.emplace_back(value);
  }
  return array;
}

/// The call under another method, for as long as this lives.
class AsMethod {
 public:
  AsMethod(Call& call, std::string_view method) : call_(call), own_(call.request.method) {
    call.request.method = method;
  }
  ~AsMethod() { call_.request.method = own_; }
  AsMethod(const AsMethod&) = delete;
  AsMethod& operator=(const AsMethod&) = delete;

 private:
  Call& call_;
  std::string_view own_;
};

/// What the caller would be refused with under `method`, or nothing.
io::Task<ApiResult<void>> ask_as(Call& call, std::string_view method) {
  const AsMethod disguise(call, method);
  ApiResult<void> allowed = co_await Policy::check(call);
  if (!allowed) {
    co_return allowed;
  }
  if (method == "PUT" && call.endpoint->load_object) {
    co_return co_await call.endpoint->load_object(call);
  }
  co_return ApiResult<void>();
}

io::Task<ApiResult<Object>> actions_of(Call& call) {
  Object actions;
  const Object* declared = call.endpoint->actions.object();
  if (declared == nullptr) {
    co_return actions;
  }
  for (const auto& [method, fields] : declared->members()) {
    const ApiResult<void> allowed = co_await ask_as(call, method);
    if (!allowed && allowed.error().status >= kServerError) {
      co_return refuse(allowed.error());  // not knowing is not a refusal
    }
    if (allowed) {
      actions.set(method, fields);
    }
  }
  co_return actions;
}

}  // namespace

io::Task<ApiResult<Value>> describe(Call& call) {
  const Endpoint& endpoint = *call.endpoint;
  Object body;
  body.set("name", Value(endpoint.view_name));
  body.set("description", Value(endpoint.view_description));
  body.set("renders", Value(texts(endpoint.renderers)));
  body.set("parses", Value(texts(endpoint.parsers)));
  ApiResult<Object> actions = co_await actions_of(call);
  if (!actions) {
    co_return refuse(std::move(actions.error()));
  }
  if (!actions->empty()) {
    body.set("actions", Value(std::move(*actions)));
  }
  co_return Value(std::move(body));
}

}  // namespace narvi::rest
