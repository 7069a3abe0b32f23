#include "rest/api_error.h"

#include <cmath>

namespace narvi::rest {

using http::json::Array;
using http::json::Object;
using http::json::Value;

namespace {

constexpr std::int64_t kRetryAfterSeconds = 1;  // the store or the hash queue is expected back soon

ApiError make(int status, std::string_view text, std::string_view code) {
  ApiError error;
  error.status = status;
  error.detail = Value(text);
  error.code = std::string(code);
  return error;
}

}  // namespace

ApiError not_authenticated() {
  ApiError error = make(401, "Authentication credentials were not provided.", "not_authenticated");
  error.challenge = true;
  return error;
}

ApiError authentication_failed(std::string_view text) {
  ApiError error =
      make(401, text.empty() ? "Incorrect authentication credentials." : text, "authentication_failed");
  error.challenge = true;
  return error;
}

ApiError permission_denied(std::string_view text, std::string_view code) {
  return make(403, text.empty() ? "You do not have permission to perform this action." : text,
              code.empty() ? "permission_denied" : code);
}

ApiError not_found(std::string_view text) {
  return make(404, text.empty() ? "Not found." : text, "not_found");
}

ApiError django_not_found(RestVersion version, std::string_view text) {
  return not_found(tells_django_texts(version) ? text : std::string_view());
}

ApiError django_permission_denied(RestVersion version, std::string_view text) {
  return permission_denied(tells_django_texts(version) ? text : std::string_view());
}

ApiError method_not_allowed(std::string_view method) {
  return make(405, "Method \"" + std::string(method) + "\" not allowed.", "method_not_allowed");
}

ApiError not_acceptable() {
  return make(406, "Could not satisfy the request Accept header.", "not_acceptable");
}

ApiError unsupported_media_type(std::string_view given) {
  return make(415, "Unsupported media type \"" + std::string(given) + "\" in request.",
              "unsupported_media_type");
}

ApiError parse_error(std::string_view text) {
  return make(400, text.empty() ? "Malformed request." : text, "parse_error");
}

ApiError throttled(std::optional<double> wait) {
  std::string text = "Request was throttled.";
  ApiError error = make(429, text, "throttled");
  if (wait) {
    const auto seconds = static_cast<std::int64_t>(std::ceil(*wait));
    text += " Expected available in " + std::to_string(seconds) + (seconds == 1 ? " second." : " seconds.");
    error.detail = Value(text);
    if (seconds > 0) {
      error.retry_after = seconds;  // omitted when the wait is 0 (drf §2.3)
    }
  }
  return error;
}

ApiError validation_failed(Value detail) {
  ApiError error;
  error.status = 400;
  error.code = "invalid";
  if (detail.text() != nullptr) {
    error.detail = Value(Array{std::move(detail)});  // a bare string becomes a list of one (drf §2.3)
  } else {
    error.detail = std::move(detail);
  }
  return error;
}

ApiError body_too_large() {
  ApiError error = make(413, "Request body is too large.", "body_too_large");
  error.close = true;
  return error;
}

ApiError server_error() {
  return make(500, "A server error occurred.", "error");
}

ApiError from_error(const Error& error) {
  if (is_temporary(error.kind) || error.kind == ErrorKind::kConflict) {
    ApiError busy = make(503, "Service temporarily unavailable, try again later.", "service_unavailable");
    busy.retry_after = kRetryAfterSeconds;
    return busy;
  }
  if (error.kind == ErrorKind::kInvalid) {
    return parse_error({});  // a value that the store cannot hold: what a client sent is never a 500
  }
  return server_error();
}

std::string error_body(const ApiError& error, bool with_code) {
  Value body = error.detail;
  if (body.text() != nullptr) {
    Object wrapped;
    wrapped.set("detail", error.detail);
    body = Value(std::move(wrapped));
  }
  if (with_code && body.object() != nullptr && !error.code.empty()) {
    body.object()->set("code", Value(error.code));
  }
  return http::json::write(body, http::json::Style::kCompactUtf8);
}

}  // namespace narvi::rest
