#include "contract_views.h"

#include "rest/permission.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"

namespace narvi::tests {

namespace {

using http::json::Null;
using http::json::Object;
using http::json::Value;

io::Task<http::Response> echo(const rest::Admitted& admitted) {
  Object body;
  body.set("user",
           Value(admitted.identity() == nullptr ? "AnonymousUser" : admitted.identity()->user.username));
  body.set("auth", Value(Null()));
  co_return rest::json_response(200, Value(std::move(body)));
}

}  // namespace

std::vector<rest::Endpoint> contract_views() {
  rest::Endpoint basic;
  basic.name = "contract.basic";
  basic.path = "/basic/";
  basic.dialect = rest::run;
  basic.schemes = {rest::schemes::basic_scheme()};
  basic.permissions = {rest::is_authenticated()};
  basic.renderers = {"application/json", "text/html"};
  for (const std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
    basic.methods.push_back(
        {method, [](const rest::Admitted& admitted, rest::Call&) { return echo(admitted); }});
  }
  return {basic};
}

}  // namespace narvi::tests
