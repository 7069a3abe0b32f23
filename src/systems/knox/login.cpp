#include "systems/knox/login.h"

#include <utility>

#include "rest/login_fields.h"
#include "rest/run.h"
#include "rest/user_object.h"

namespace narvi::systems::knox {

namespace {

using http::Response;
using http::json::Null;
using http::json::Object;
using http::json::Value;
using rest::Call;

/// The key is "error", not "detail" (knox §2.1).
rest::ApiError over_limit() {
  Object body;
  body.set("error", Value("Maximum amount of tokens allowed per user exceeded."));
  rest::ApiError error;
  error.status = 403;
  error.detail = Value(std::move(body));
  return error;
}

}  // namespace

Login::Login(const rest::Services& services, Options options)
    : options_(std::move(options)), issue_(services, options_) {}

Response Login::success(Call& call, const accounts::User& user, const Issued& issued) const {
  Object body;
  body.set("expiry", issued.expiry ? Value(options_.expiry_format.text(*issued.expiry)) : Value(Null()));
  body.set("token", Value(issued.token.reveal()));
  if (!options_.user_fields.empty()) {
    body.set("user", rest::user_object(user, options_.user_fields, call.services.accounts.users.table()));
  }
  call.request.outcome = "login";
  return rest::json_response(200, Value(std::move(body)));
}

io::Task<rest::ApiResult<Issued>> Login::issue(Call& call, accounts::User user) {
  Result<std::optional<Issued>> issued = co_await issue_.login(std::move(user));
  if (!issued && issued.error().kind == ErrorKind::kNotFound) {
    call.request.outcome = "refused";  // deleted after he was proven
    co_return rest::refuse(rest::authentication_failed("User inactive or deleted."));
  }
  if (!issued) {
    co_return rest::refuse(rest::from_error(issued.error()));
  }
  if (!*issued) {
    call.request.outcome = "over_limit";
    co_return rest::refuse(over_limit());
  }
  co_return std::move(**issued);
}

/// Upstream opens the session first; here it is opened once there is a token, so that a refusal leaves none.
io::Task<Response> Login::by_password(Call& call) {
  rest::ApiResult<accounts::Credentials> credentials = co_await rest::read_login(call);
  if (!credentials) {
    co_return rest::error_response(call, credentials.error());
  }
  Result<accounts::Authenticated> proven =
      co_await call.services.accounts.backends.authenticate(std::move(*credentials));
  if (!proven) {
    co_return rest::error_response(call, rest::from_error(proven.error()));
  }
  if (!proven->user) {
    call.request.outcome = "refused";
    co_return rest::error_response(call, rest::wrong_credentials(call));
  }
  const accounts::User user = *proven->user;
  const rest::ApiResult<Issued> issued = co_await issue(call, user);
  if (!issued) {
    co_return rest::error_response(call, issued.error());
  }
  if (options_.login_mode == LoginMode::kPasswordAndSession) {
    const Result<void> opened =
        co_await call.visit.login(std::move(*proven->user), std::move(proven->backend));
    if (!opened) {
      co_return rest::error_response(call, rest::from_error(opened.error()));
    }
  }
  co_return success(call, user, *issued);
}

io::Task<Response> Login::answer(Call& call) {
  if (options_.login_mode != LoginMode::kDefault) {
    co_return co_await by_password(call);
  }
  const accounts::User user = call.identity->user;
  const rest::ApiResult<Issued> issued = co_await issue(call, user);
  if (!issued) {
    co_return rest::error_response(call, issued.error());
  }
  co_return success(call, user, *issued);
}

}  // namespace narvi::systems::knox
