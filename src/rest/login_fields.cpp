#include "rest/login_fields.h"

#include <array>
#include <utility>

#include "rest/body.h"
#include "rest/fields.h"

namespace narvi::rest {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

const std::string& non_field_key(const Call& call) {
  return call.services.settings.text("rest_framework", "non_field_errors_key");
}

}  // namespace

io::Task<ApiResult<accounts::Credentials>> read_login(Call& call) {
  static constexpr std::array<CharField, 2> kFields = {{{"username", true}, {"password", false}}};
  ApiResult<RequestData> data = co_await parse_body(call);
  if (!data) {
    co_return refuse(std::move(data.error()));
  }
  ApiResult<std::vector<std::string>> values = validate(*data, kFields, non_field_key(call));
  if (!values) {
    co_return refuse(std::move(values.error()));
  }
  co_return accounts::Credentials{std::move((*values)[0]), SecretText(std::move((*values)[1]))};
}

ApiError wrong_credentials(const Call& call, std::string_view message) {
  Object body;
  body.set(non_field_key(call), Value(Array{Value(message)}));
  ApiError error = validation_failed(Value(std::move(body)));
  error.code = "invalid_credentials";
  return error;
}

}  // namespace narvi::rest
