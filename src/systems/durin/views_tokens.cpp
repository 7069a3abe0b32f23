// The list of a user's tokens, and his token for scripts (contract durin §2.4, §2.5).

#include <utility>

#include "http/python_int.h"
#include "rest/run.h"
#include "systems/durin/views.h"

namespace narvi::systems::durin {

namespace {

using http::Response;
using http::json::Array;
using http::json::Object;
using http::json::Value;
using rest::ApiError;
using rest::Call;

constexpr std::string_view kAlreadyIssued = "An API token was already issued to you.";
constexpr std::string_view kNoMatch = "No AuthToken matches the given query.";

ApiError listed_error(std::string text) {
  return rest::validation_failed(Value(std::move(text)));
}

/// Without the API client's, if those are hidden.
bool shown(const ListedToken& token, const Options& options) {
  return !options.hides_api_client || token.client != options.api_client;
}

/// Of what is not there, not theirs, or hidden.
Response no_token(const Call& call) {
  return rest::error_response(call, rest::django_not_found(call.services.rest_version, kNoMatch));
}

Response api_token(int status, const Office& office, const ListedToken& token, bool with_token) {
  Object body;
  body.set("client", Value(token.client));
  add_lifetime(body, token.row, office, std::nullopt);
  if (with_token) {
    body.set("token", Value(token.token.reveal()));
  }
  return rest::json_response(status, Value(std::move(body)));
}

}  // namespace

void add_lifetime(Object& object, const TokenRow& row, const Office& office, std::optional<bool> is_current) {
  const rest::DateTimeFormat& format = office.options.datetime_format;
  object.set("created", Value(format.text(row.created)));
  object.set("expiry", Value(format.text(row.expiry)));
  object.set("has_expired", Value(row.expired(office.services.clock.now())));
  if (is_current) {
    object.set("is_current", Value(*is_current));
  }
  object.set("expires_in_str", Value(human_text(row.expiry - row.created, office.options.humanize)));
}

io::Task<Response> list_sessions(Shared mounted, Call& call) {
  if (!call.identity) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  const Office& office = *mounted->office;
  const Result<std::vector<ListedToken>> tokens =
      co_await mounted->office->tokens.of_user(call.identity->user.key);
  if (!tokens) {
    co_return rest::error_response(call, rest::from_error(tokens.error()));
  }
  const DurinAuth* auth = durin_auth(call.identity);
  Array list;
  for (const ListedToken& token : *tokens) {
    if (!shown(token, office.options)) {
      continue;
    }
    Object row;
    row.set("id", Value(token.row.id));
    row.set("client", Value(token.client));
    add_lifetime(row, token.row, office, auth != nullptr && auth->token.id == token.row.id);
    list.emplace_back(std::move(row));
  }
  co_return rest::json_response(200, Value(std::move(list)));
}

io::Task<Response> end_session(Shared mounted, Call& call) {
  if (!call.identity) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  const std::optional<std::int64_t> id = http::python_int(call.match.parameter("id"));
  if (!id) {
    co_return rest::error_response(call, rest::not_found());
  }
  Office& office = *mounted->office;
  const DurinAuth* auth = durin_auth(call.identity);
  const bool hidden =
      office.options.hides_api_client && auth != nullptr && auth->client.name == office.options.api_client;
  if (auth != nullptr && auth->token.id == *id && !hidden) {
    co_return rest::error_response(
        call, listed_error("Can't delete token if the request is authed with it.Use " + mounted->path +
                           "logout/ instead."));
  }
  const accounts::UserKey user = call.identity->user.key;
  const Result<bool> ended =
      office.options.hides_api_client
          ? co_await office.tokens.end_unless_of(user, *id, office.options.api_client.value_or(""))
          : co_await office.tokens.end(user, *id);
  if (!ended) {
    co_return rest::error_response(call, rest::from_error(ended.error()));
  }
  call.request.outcome = *ended ? "revoked" : "unknown";
  co_return *ended ? no_content() : no_token(call);
}

io::Task<Response> show_api_token(Shared mounted, Call& call) {
  if (!call.identity) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  Office& office = *mounted->office;
  if (!office.options.api_client) {
    co_return rest::error_response(call, rest::not_found());
  }
  const Result<std::optional<ListedToken>> token =
      co_await office.tokens.of_client(call.identity->user.key, *office.options.api_client);
  if (!token) {
    co_return rest::error_response(call, rest::from_error(token.error()));
  }
  if (!*token) {
    co_return rest::error_response(call, rest::not_found());
  }
  co_return api_token(200, office, **token, office.options.shows_api_token);
}

io::Task<Response> make_api_token(Shared mounted, Call& call) {
  if (!call.identity) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  Office& office = *mounted->office;
  if (!office.options.api_client) {
    co_return rest::error_response(call, rest::not_found());
  }
  const Result<std::optional<Client>> client = co_await office.clients.find(*office.options.api_client);
  if (!client) {
    co_return rest::error_response(call, rest::from_error(client.error()));
  }
  if (!*client) {
    co_return rest::error_response(call, no_such_client());
  }
  const rest::ApiResult<Issued> issued =
      admit_issue(co_await office.issue.create(call.identity->user.key, **client), call);
  if (!issued) {
    co_return rest::error_response(call, issued.error());
  }
  if (issued->issue != Issue::kMade) {
    co_return rest::error_response(call, listed_error(std::string(kAlreadyIssued)));
  }
  call.request.outcome = "token";
  co_return api_token(201, office, {issued->row, (*client)->name, issued->token}, true);
}

io::Task<Response> end_api_token(Shared mounted, Call& call) {
  if (!call.identity) {
    co_return rest::error_response(call, rest::not_authenticated());
  }
  Office& office = *mounted->office;
  if (!office.options.api_client) {
    co_return rest::error_response(call, rest::not_found());
  }
  const Result<bool> ended =
      co_await office.tokens.end_of_client(call.identity->user.key, *office.options.api_client);
  if (!ended) {
    co_return rest::error_response(call, rest::from_error(ended.error()));
  }
  call.request.outcome = *ended ? "revoked" : "unknown";
  co_return *ended ? no_content() : rest::error_response(call, rest::not_found());
}

}  // namespace narvi::systems::durin
