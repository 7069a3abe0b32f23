#pragma once
// ApiError: a refusal in REST framework's terms, and its body (contract drf §2.3).

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/python_json.h"
#include "http/response.h"
#include "rest/compat.h"

namespace narvi::rest {

struct ApiError {
  int status = 400;
  /// Text is wrapped as {"detail": text}; an object or array is the whole body.
  http::json::Value detail;
  std::string code;                         ///< on the wire only where a system says so
  std::optional<std::int64_t> retry_after;  ///< seconds
  std::string www_authenticate;             ///< a challenge of the system's own, sent as is
  bool challenge = false;  ///< 401 with the first scheme's challenge, or 403 if it has none (drf §3.1)
  bool close = false;      ///< the connection cannot go on (body too large, broken)
};

template <class T>
using ApiResult = tl::expected<T, ApiError>;

inline tl::unexpected<ApiError> refuse(ApiError error) {
  return tl::unexpected<ApiError>(std::move(error));
}

// The rows of the table in drf §2.3.
ApiError not_authenticated();
ApiError authentication_failed(std::string_view text);
ApiError permission_denied(std::string_view text = {}, std::string_view code = {});
/// NotFound: "Not found.", or `text`.
ApiError not_found(std::string_view text = {});
/// Django's Http404 and PermissionDenied, raised with `text` or without: what REST framework makes of them.
ApiError django_not_found(RestVersion version, std::string_view text = {});
ApiError django_permission_denied(RestVersion version, std::string_view text = {});
ApiError method_not_allowed(std::string_view method);
ApiError not_acceptable();
ApiError unsupported_media_type(std::string_view given);
ApiError parse_error(std::string_view text);
/// `wait` in seconds; empty: unknown, so neither Retry-After nor the second sentence.
ApiError throttled(std::optional<double> wait);
/// Field errors: {"username": ["..."]}.
ApiError validation_failed(http::json::Value detail);
ApiError body_too_large();
/// APIException: 500 "A server error occurred."
ApiError server_error();
/// 503 with Retry-After for what is_temporary, 500 for the rest; nothing of `error.message` goes to the
/// client.
ApiError from_error(const Error& error);

/// The body: compact JSON. `with_code` adds "code" (contract sav §7.1).
std::string error_body(const ApiError& error, bool with_code);

}  // namespace narvi::rest
