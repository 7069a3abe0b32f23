// Login, refresh and the two logouts (contract durin §2.1 to §2.3).

#include <utility>

#include "rest/run.h"
#include "systems/durin/views.h"

namespace narvi::systems::durin {

namespace {

using http::Response;
using http::json::Object;
using http::json::Value;
using rest::ApiResult;
using rest::Call;

/// Django's receiver of user_logged_in, then everybody else's.
io::Task<Result<void>> tell_login(Call& call, const accounts::User& user) {
  const accounts::Accounts& accounts = call.services.accounts;
  database::Batch batch;
  accounts.users.add_last_login(batch, user.key, call.services.clock.now());
  if (!batch.items.empty()) {
    const auto written = co_await call.services.database.run(std::move(batch));
    if (!written) {
      co_return tl::unexpected<Error>(database::to_error(written.error()));
    }
  }
  accounts.events.fire_logged_in(user);
  co_return Result<void>();
}

}  // namespace

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

io::Task<Response> login(Shared mounted, Call& call) {
  const LoginSteps& steps = mounted->login;
  const ApiResult<rest::RequestData> data = co_await rest::parse_body(call);
  if (!data) {
    co_return rest::error_response(call, data.error());
  }
  const ApiResult<accounts::User> user = co_await steps.user(call, *data);
  if (!user) {
    co_return rest::error_response(call, user.error());
  }
  const ApiResult<Client> client = co_await steps.client(call, *data);
  if (!client) {
    co_return rest::error_response(call, client.error());
  }
  const ApiResult<Issued> issued = co_await steps.token(call, *user, *client);
  if (!issued) {
    co_return rest::error_response(call, issued.error());
  }
  const Result<void> told = co_await tell_login(call, *user);
  if (!told) {
    co_return rest::error_response(call, rest::from_error(told.error()));
  }
  call.request.outcome = "login";
  std::string expiry = steps.expiry_text(call, *client, issued->row.expiry);
  co_return rest::json_response(
      200, steps.payload(call, *client, *issued, std::move(expiry), steps.user_object(call, *user)));
}

io::Task<Response> refresh(Shared mounted, Call& call) {
  const DurinAuth* auth = durin_auth(call.identity);
  if (auth == nullptr) {
    co_return rest::error_response(call, rest::not_authenticated());  // §2.7: there is no token to renew
  }
  const ApiResult<Instant> expiry = co_await mounted->refresh.renew(call, *auth);
  if (!expiry) {
    co_return rest::error_response(call, expiry.error());
  }
  call.request.outcome = "refresh";
  Object body;
  body.set("expiry", Value(mounted->refresh.expiry_text(call, *auth, *expiry)));
  co_return rest::json_response(200, Value(std::move(body)));
}

io::Task<Response> logout(Shared mounted, Call& call) {
  const DurinAuth* auth = durin_auth(call.identity);
  if (auth == nullptr) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  const accounts::User& user = call.identity->user;
  const Result<bool> ended = co_await mounted->office->tokens.end(user.key, auth->token.id);
  if (!ended) {
    co_return rest::error_response(call, rest::from_error(ended.error()));
  }
  if (*ended) {  // of two logouts at once, one ended it
    call.services.accounts.events.fire_logged_out(user);
  }
  call.request.outcome = "logout";
  co_return no_content();
}

io::Task<Response> logout_all(Shared mounted, Call& call) {
  if (!call.identity) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  const accounts::User& user = call.identity->user;
  const Result<std::int64_t> ended = co_await mounted->office->tokens.end_all(user.key, 0);
  if (!ended) {
    co_return rest::error_response(call, rest::from_error(ended.error()));
  }
  call.services.accounts.events.fire_logged_out(user);
  call.request.outcome = "logout";
  co_return no_content();
}

}  // namespace narvi::systems::durin
