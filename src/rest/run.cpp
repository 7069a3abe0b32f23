#include "rest/run.h"

#include <utility>

#include "rest/metadata.h"
#include "rest/negotiate.h"
#include "rest/permission.h"
#include "rest/scheme.h"
#include "rest/steps.h"

namespace narvi::rest {

namespace {

constexpr std::string_view kJson = "application/json";

/// Not upstream's: credentials that everybody on the way could read are not even looked at, so nobody gets
/// used to sending them ([security] clear_text_credentials). Cookies have their own protection, Secure.
bool refuses_clear_text(const Call& call) {
  return !call.request.https && call.request.headers.find("Authorization") &&
         call.services.settings.text("security", "clear_text_credentials") == "refuse";
}

/// DEFAULT_METADATA_CLASS; without one OPTIONS is a method like any other (drf §4).
bool has_metadata(const Call& call) {
  return call.services.settings.optional_text("rest_framework", "default_metadata_class").has_value();
}

io::Task<ApiResult<http::Response>> answer(Call& call) {
  if (auto negotiated = negotiate(call); !negotiated) {
    co_return refuse(std::move(negotiated.error()));
  }
  if (refuses_clear_text(call)) {
    co_return refuse(permission_denied("Use https.", "clear_text"));
  }
  ApiResult<void> authenticated = co_await authenticate(call);
  if (!authenticated) {
    co_return refuse(std::move(authenticated.error()));
  }
  const ApiResult<Admitted> admitted = co_await Policy::decide(call);
  if (!admitted) {
    co_return refuse(admitted.error());
  }
  ApiResult<void> within_limits = co_await throttle(call);
  if (!within_limits) {
    co_return refuse(std::move(within_limits.error()));
  }
  const Handler* handler = call.endpoint->handler(call.request.method);
  if (handler != nullptr) {
    co_return co_await (*handler)(*admitted, call);
  }
  if (call.request.method == "OPTIONS" && has_metadata(call)) {
    ApiResult<http::json::Value> described = co_await describe(call);
    if (!described) {
      co_return refuse(std::move(described.error()));
    }
    co_return json_response(200, *described);
  }
  co_return refuse(method_not_allowed(call.request.method));
}

}  // namespace

http::Response json_response(int status, const http::json::Value& value) {
  http::Response response;
  response.status = status;
  if (value.is_null()) {
    return response;  // drf §6.2: null is an empty body, which has no type
  }
  response.headers.emplace_back("Content-Type", kJson);
  response.body = http::json::write(value, http::json::Style::kCompactUtf8);
  return response;
}

http::Response error_response(const Call& call, const ApiError& error) {
  http::Response response;
  response.status = error.status;
  response.close = error.close;
  response.headers.emplace_back("Content-Type", kJson);
  if (error.challenge) {
    const auto& schemes = call.endpoint->schemes;
    const std::string challenge = schemes.empty() ? std::string() : schemes.front()->challenge();
    if (challenge.empty()) {
      response.status = 403;
    } else {
      response.headers.emplace_back("WWW-Authenticate", challenge);
    }
  } else if (!error.www_authenticate.empty()) {
    response.headers.emplace_back("WWW-Authenticate", error.www_authenticate);
  }
  if (error.retry_after) {
    response.headers.emplace_back("Retry-After", std::to_string(*error.retry_after));
  }
  response.body = error_body(error, call.endpoint->error_codes);
  return response;
}

void finalise(const Call& call, http::Response& response) {
  response.set("Allow", call.endpoint->allow);
  if (call.endpoint->renderers.size() > 1) {
    response.vary("Accept");
  }
  if (call.endpoint->no_store) {
    response.set("Cache-Control", "no-store");
  }
}

io::Task<http::Response> run(Call& call) {
  ApiResult<http::Response> answered = co_await answer(call);
  http::Response response = answered ? std::move(*answered) : error_response(call, answered.error());
  const std::string* type = response.find("Content-Type");
  if (call.indent > 0 && type != nullptr && *type == kJson) {
    response.body = http::json::indented(response.body, call.indent);
  }
  finalise(call, response);
  co_return response;
}

}  // namespace narvi::rest
