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
  std::string_view format;             ///< suffix of the path, "json"; empty: none
  std::string_view renderer;           ///< chosen by negotiation
  std::size_t indent = 0;              ///< blanks a level that the client asked for; 0: compact JSON

  /// The caller as backends are asked about him: his permissions are read once a request.
  accounts::Subject& subject();

  /// Whether an anonymous caller is an AnonymousUser (UNAUTHENTICATED_USER), or nobody at all (drf §4).
  bool has_anonymous_user() const;
  /// str(request.user): the name, "AnonymousUser" or "None".
  std::string_view user_text() const;
  /// str(request.auth): the credential, or UNAUTHENTICATED_TOKEN; empty: null.
  std::optional<std::string> auth_text() const;

  /// The whole body, read once and kept. Errors are answers: 413, 408 or 400, and the connection closes.
  io::Task<ApiResult<const std::string*>> body();

 private:
  std::optional<accounts::Subject> subject_;
  std::optional<ApiResult<std::string>> body_;
};

}  // namespace narvi::rest
