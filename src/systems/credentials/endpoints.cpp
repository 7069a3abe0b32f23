#include "systems/credentials/endpoints.h"

#include <optional>
#include <utility>

#include "base/printable.h"
#include "http/forms.h"
#include "rest/body.h"
#include "rest/call.h"
#include "rest/datetime_format.h"
#include "rest/fields.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "rest/throttle_registry.h"
#include "rest/user_object.h"
#include "systems/credentials/answers.h"
#include "systems/credentials/holdings.h"
#include "systems/credentials/session_kind.h"

namespace narvi::systems::credentials {

namespace {

using http::Response;
using http::json::Object;
using http::json::Value;
using rest::Admitted;
using rest::Call;

constexpr std::size_t kLongestName = 64;
const std::vector<std::string> kUser = {"id", "username", "email", "first_name", "last_name", "is_staff"};

struct Mounted {
  Holdings holdings;
  rest::DateTimeFormat format;
};
using MountedRef = std::shared_ptr<const Mounted>;

bool is_current(const Call& call, const Holding& holding) {
  const rest::CredentialRef& proof = call.identity->proof;
  return proof.kind == holding.kind && proof.ref == holding.held.ref;
}

Response failed(const Call& call, const Error& error) {
  return rest::error_response(call, rest::from_error(error));
}

/// What has to happen here and now because the request's own credential goes: a browser's cookie goes with
/// its session, and who listens for logouts hears of one.
io::Task<Result<void>> leave(Call& call) {
  if (call.identity->proof.kind == "session") {
    co_return co_await call.visit.logout();
  }
  call.services.accounts.events.fire_logged_out(call.identity->user);
  co_return Result<void>();
}

io::Task<Response> list(MountedRef mounted, Call& call) {
  const Result<std::vector<Holding>> all = co_await mounted->holdings.of(call.identity->user);
  if (!all) {
    co_return failed(call, all.error());
  }
  http::json::Array array;
  for (const Holding& holding : *all) {
    array.push_back(holding_object(holding, is_current(call, holding), mounted->format));
  }
  co_return rest::json_response(200, Value(std::move(array)));
}

/// What a DELETE of the list asks for.
struct Wish {
  Selection selection;
  bool keeps_current = false;
};

/// ?kind=, ?client=, ?keep_current=true. Anything else is refused: a slip must not end more than was meant.
rest::ApiResult<Wish> read_wish(std::string_view query) {
  const auto form = http::parse_form(query);
  if (!form) {
    return rest::refuse(rest::parse_error("Too many parameters."));
  }
  Wish wish;
  for (const auto& [name, value] : form->fields()) {
    const bool keep = name == "keep_current" && (value == "true" || value == "false");
    if (value.empty() || (name != "kind" && name != "client" && !keep) || form->all(name).size() > 1) {
      return rest::refuse(
          rest::parse_error("Only kind, client and keep_current=true may be given, each of them once."));
    }
    if (keep) {
      wish.keeps_current = value == "true";
    } else {
      (name == "kind" ? wish.selection.kind : wish.selection.client) = value;
    }
  }
  return wish;
}

/// Whether what proves this request is among those that end.
bool ends_current(const Call& call, const Wish& wish) {
  const rest::Identity& identity = *call.identity;
  return !wish.keeps_current && !identity.proof.kind.empty() &&
         (wish.selection.kind.empty() || wish.selection.kind == identity.proof.kind) &&
         (wish.selection.client.empty() || wish.selection.client == identity.client);
}

io::Task<Response> end_all(MountedRef mounted, Call& call) {
  const rest::ApiResult<Wish> wish = read_wish(call.request.query);
  if (!wish) {
    co_return rest::error_response(call, wish.error());
  }
  const bool leaves = ends_current(call, *wish);
  // A browser's own session ends by the way out, which also takes its cookie away.
  const bool own_session = leaves && call.identity->proof.kind == "session";
  Selection selection = wish->selection;
  if (wish->keeps_current || own_session) {
    selection.except = call.identity->proof;
  }
  Result<std::int64_t> ended = co_await mounted->holdings.end_all(call.identity->user, std::move(selection));
  if (!ended) {
    co_return failed(call, ended.error());
  }
  if (leaves) {
    const Result<void> left = co_await leave(call);
    if (!left) {
      co_return failed(call, left.error());
    }
    *ended += own_session ? 1 : 0;
  }
  call.request.outcome = "ended";
  Object body;
  body.set("ended", Value(*ended));
  co_return rest::json_response(200, Value(std::move(body)));
}

/// The credential of the path, which is the caller's: the id, or "current".
io::Task<rest::ApiResult<Holding>> chosen(MountedRef mounted, Call& call) {
  std::string id(call.match.parameter("id"));
  if (id == "current") {
    id = public_id(call.identity->proof.kind, call.identity->proof.ref);
  }
  Result<std::optional<Holding>> found = co_await mounted->holdings.find(call.identity->user, std::move(id));
  if (!found) {
    co_return rest::refuse(rest::from_error(found.error()));
  }
  if (!*found) {
    co_return rest::refuse(rest::not_found());
  }
  co_return std::move(**found);
}

io::Task<Response> show(MountedRef mounted, Call& call) {
  const rest::ApiResult<Holding> holding = co_await chosen(mounted, call);
  if (!holding) {
    co_return rest::error_response(call, holding.error());
  }
  co_return rest::json_response(200, holding_object(*holding, is_current(call, *holding), mounted->format));
}

io::Task<Response> end_one(MountedRef mounted, Call& call) {
  const rest::ApiResult<Holding> holding = co_await chosen(mounted, call);
  if (!holding) {
    co_return rest::error_response(call, holding.error());
  }
  const bool current = is_current(call, *holding);
  if (!current || call.identity->proof.kind != "session") {
    const Result<bool> ended = co_await mounted->holdings.end(call.identity->user, *holding);
    if (!ended) {
      co_return failed(call, ended.error());
    }
  }
  if (current) {
    const Result<void> left = co_await leave(call);
    if (!left) {
      co_return failed(call, left.error());
    }
  }
  call.request.outcome = "ended";
  Response response;
  response.status = 204;
  co_return response;
}

io::Task<Response> rename(MountedRef mounted, Call& call) {
  rest::ApiResult<Holding> holding = co_await chosen(mounted, call);
  if (!holding) {
    co_return rest::error_response(call, holding.error());
  }
  const rest::ApiResult<rest::RequestData> data = co_await rest::parse_body(call);
  if (!data) {
    co_return rest::error_response(call, data.error());
  }
  rest::CharField field{.name = "name", .allow_blank = true, .max_length = kLongestName};
  rest::ApiResult<std::vector<std::string>> values = rest::validate(*data, std::span(&field, 1));
  if (!values) {
    co_return rest::error_response(call, values.error());
  }
  if (values->front() != printable(values->front())) {  // operators see it on their terminals
    Object errors;
    errors.set("name", Value(http::json::Array{Value("Control characters are not allowed.")}));
    co_return rest::error_response(call, rest::validation_failed(Value(std::move(errors))));
  }
  const Result<void> renamed =
      co_await mounted->holdings.rename(call.identity->user, *holding, values->front());
  if (!renamed && renamed.error().kind == ErrorKind::kInvalid) {
    co_return rest::error_response(call, rest::permission_denied("Names are not kept here."));
  }
  if (!renamed) {
    co_return failed(call, renamed.error());
  }
  holding->name = values->front();
  co_return rest::json_response(200, holding_object(*holding, is_current(call, *holding), mounted->format));
}

/// Who the request is: for services behind, which ask Narvi about the credentials that they were sent.
io::Task<Response> who(Call& call) {
  const rest::Identity& identity = *call.identity;
  Object body;
  body.set("user", rest::user_object(identity.user, kUser, call.services.accounts.users.table()));
  body.set("scheme", Value(identity.scheme));
  body.set("client", identity.client.empty() ? Value() : Value(identity.client));
  const bool listed = !identity.proof.kind.empty();
  body.set("session", listed ? Value(public_id(identity.proof.kind, identity.proof.ref)) : Value());
  co_return rest::json_response(200, Value(std::move(body)));
}

rest::Handler bound(io::Task<Response> (*handler)(MountedRef, Call&), const MountedRef& mounted) {
  return [handler, mounted](const Admitted&, Call& call) { return handler(mounted, call); };
}

}  // namespace

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  const Settings& settings = mount.services.settings;
  auto schemes =
      mount.schemes.find(settings.list("rest_framework", "default_authentication_classes"), mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  auto throttles = rest::default_throttles(settings);
  if (!throttles) {
    return tl::unexpected<Error>(std::move(throttles.error()));
  }
  auto format = rest::DateTimeFormat::iso(settings);
  if (!format) {
    return tl::unexpected<Error>(std::move(format.error()));
  }
  const auto mounted = std::make_shared<const Mounted>(
      Mounted{Holdings(mount.services, uses_of(mount.services)), std::move(*format)});

  rest::Endpoint base;
  base.dialect = rest::run;
  base.schemes = std::move(*schemes);
  base.permissions = {rest::is_authenticated()};
  base.throttles = std::move(*throttles);
  base.no_store = true;

  rest::Endpoint all = base;
  all.name = "credentials.list";
  all.path = mount.path + "sessions/";
  all.view_name = "Session List";
  all.methods = {{"GET", bound(list, mounted)}, {"DELETE", bound(end_all, mounted)}};

  rest::Endpoint one = base;
  one.name = "credentials.one";
  one.path = mount.path + "sessions/<id>/";
  one.view_name = "Session";
  one.methods = {
      {"GET", bound(show, mounted)}, {"PATCH", bound(rename, mounted)}, {"DELETE", bound(end_one, mounted)}};

  rest::Endpoint user = std::move(base);
  user.name = "credentials.user";
  user.path = mount.path + "user/";
  user.view_name = "User";
  user.methods = {{"GET", [](const Admitted&, Call& call) { return who(call); }}};
  return std::vector<rest::Endpoint>{std::move(all), std::move(one), std::move(user)};
}

}  // namespace narvi::systems::credentials
