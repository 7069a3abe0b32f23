#include "rest/csrf.h"

#include <optional>
#include <string>
#include <string_view>

#include "rest/body.h"
#include "rest/call.h"

namespace narvi::rest {

namespace {

/// What the form field csrfmiddlewaretoken of a POST says. Other bodies have no such field, but are parsed
/// all the same: upstream looks for it in `request.POST`, which parses whatever there is.
io::Task<ApiResult<std::optional<std::string>>> posted_token(Call& call) {
  if (call.request.method != "POST") {
    co_return std::nullopt;
  }
  const ApiResult<RequestData> data = co_await parse_body(call);
  if (!data) {
    co_return refuse(data.error());
  }
  const std::string* token = data->form() == nullptr ? nullptr : data->form()->find("csrfmiddlewaretoken");
  co_return token == nullptr ? std::nullopt : std::optional(*token);
}

/// Whether a reason is one of those that are found after the body was read; the others are about Origin,
/// Referer and cookie (contract django-sessions-csrf §3.3).
bool is_about_token(std::string_view reason) {
  return reason.starts_with("CSRF token ");
}

}  // namespace

io::Task<ApiResult<void>> enforce_csrf(Call& call) {
  const ApiResult<std::optional<std::string>> posted = co_await posted_token(call);
  const Result<std::optional<std::string>> reason =
      co_await call.visit.csrf_failure(posted ? *posted : std::nullopt);
  if (!reason) {
    co_return refuse(from_error(reason.error()));
  }
  if (!posted && (!*reason || is_about_token(**reason))) {
    co_return refuse(posted.error());
  }
  if (*reason) {
    co_return refuse(permission_denied("CSRF Failed: " + **reason, "csrf_failed"));
  }
  co_return ApiResult<void>();
}

}  // namespace narvi::rest
