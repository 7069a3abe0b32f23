#include "site_views.h"

#include <charconv>
#include <stdexcept>

#include "rest/call.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"

namespace narvi::tests {

namespace {

using http::Response;
using http::json::Value;
using rest::Admitted;
using rest::Call;

Response text(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

io::Task<Response> whoami(Call& call) {
  const Result<const accounts::User*> user = co_await call.visit.user();
  if (!user) {
    co_return rest::error_response(call, rest::from_error(user.error()));
  }
  co_return text(*user == nullptr ? std::string() : (*user)->username);
}

io::Task<Response> remember(Call& call) {
  const Result<accounts::Session*> session = co_await call.visit.session();
  if (!session) {
    co_return rest::error_response(call, rest::from_error(session.error()));
  }
  (*session)->set(call.match.parameter("name"), Value(call.match.parameter("value")));
  co_return text("remembered");
}

io::Task<Response> recall(Call& call) {
  const Result<accounts::Session*> session = co_await call.visit.session();
  if (!session) {
    co_return rest::error_response(call, rest::from_error(session.error()));
  }
  co_return text(std::string((*session)->text(call.match.parameter("name"))));
}

io::Task<Response> token(Call& call) {
  const Result<std::string> given = co_await call.visit.csrf_token();
  if (!given) {
    co_return rest::error_response(call, rest::from_error(given.error()));
  }
  co_return text(*given);
}

io::Task<Response> checked(Call& call) {
  const Result<std::optional<std::string>> reason = co_await call.visit.csrf_failure(std::nullopt);
  if (!reason) {
    co_return rest::error_response(call, rest::from_error(reason.error()));
  }
  co_return *reason ? text(**reason, 403) : text("accepted");
}

io::Task<Response> interrupted(Call& call) {
  static const database::Statement kDelete("test.delete_session",
                                           "DELETE FROM django_session WHERE session_key = $1");
  const Result<accounts::Session*> session = co_await call.visit.session();
  if (!session || !(*session)->key()) {
    co_return text("no session", 500);
  }
  const auto deleted = co_await call.services.database.write(kDelete, {*(*session)->key()});
  if (!deleted) {
    co_return text("not deleted", 500);
  }
  (*session)->set("late", Value(true));
  co_return text("never seen");
}

io::Task<Response> status(Call& call) {
  int code = 500;
  const std::string_view given = call.match.parameter("code");
  std::from_chars(given.data(), given.data() + given.size(), code);
  const Result<accounts::Session*> session = co_await call.visit.session();
  if (session) {
    (*session)->set("status", Value(code));
  }
  co_return text("status", code);
}

io::Task<Response> plain(Call& /*call*/) {
  co_return text("plain");
}

io::Task<Response> boom(Call& /*call*/) {
  throw std::runtime_error("a bug");
  co_return text("");
}

rest::Endpoint view(std::string path, std::string_view method, io::Task<Response> (*handler)(Call&)) {
  rest::Endpoint endpoint;
  endpoint.name = "test" + path;
  endpoint.path = std::move(path);
  endpoint.dialect = rest::run;
  endpoint.renderers = {"application/json", "text/html"};
  endpoint.open_because = "a test";
  endpoint.methods = {{method, [handler](const Admitted&, Call& call) { return handler(call); }}};
  return endpoint;
}

/// A view that Basic guards with `permission`; without Basic if it has no schemes.
rest::Endpoint guarded(std::string path, std::shared_ptr<const rest::Permission> permission,
                       bool has_scheme) {
  rest::Endpoint endpoint = view(std::move(path), "GET", plain);
  endpoint.methods.push_back({"POST", [](const Admitted&, Call& call) { return plain(call); }});
  endpoint.permissions = {std::move(permission)};
  if (has_scheme) {
    endpoint.schemes = {rest::schemes::basic_scheme()};
  }
  return endpoint;
}

}  // namespace

std::vector<rest::Endpoint> site_views() {
  return {guarded("/any/", rest::allow_any(), true),
          guarded("/members/", rest::is_authenticated(), true),
          guarded("/staff/", rest::is_admin_user(), true),
          guarded("/readers/", rest::is_authenticated_or_read_only(), true),
          guarded("/nobody/", rest::is_authenticated(), false),
          view("/whoami/", "GET", whoami),
          view("/remember/<name>/<value>/", "POST", remember),
          view("/recall/<name>/", "GET", recall),
          view("/token/", "GET", token),
          view("/checked/", "POST", checked),
          view("/interrupted/", "POST", interrupted),
          view("/status/<int:code>/", "POST", status),
          view("/plain/", "GET", plain),
          view("/boom/", "GET", boom)};
}

}  // namespace narvi::tests
