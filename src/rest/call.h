#pragma once
// Call: one request on its way through the house: the request, what it may use, and what it gathered so far.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/visit.h"
#include "http/request.h"
#include "http/routes.h"
#include "rest/endpoint.h"
#include "rest/services.h"
#include "rest/verdict.h"

namespace narvi::rest {

struct Call {
  Call(http::Request& given, const Services& available);

  http::Request& request;
  const Services& services;
  const Endpoint* endpoint = nullptr;  ///< null: no route
  http::RouteMatch match;              ///< parameters of the path, percent-decoded
  accounts::Visit visit;               ///< session, CSRF and user of the browser
  std::optional<Identity> identity;    ///< set by the authentication step
  std::string_view renderer;           ///< chosen by negotiation

  /// The whole body, read once and kept. Errors are answers: 413, 408 or 400, and the connection closes.
  io::Task<ApiResult<const std::string*>> body();

 private:
  std::optional<ApiResult<std::string>> body_;
};

}  // namespace narvi::rest
