#pragma once
// From the parameters of an AUTHORIZER's request to the http::Request that asks the decision point (contract
// remote-user-forward-auth §2.2, §3.4 column Apache, §6.2). Pure, total and bounded.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "http/request.h"
#include "http/server/refusal.h"

namespace narvi::http::fastcgi {

/// A request, and what it keeps of its own.
class AuthorizerRequest {
 public:
  /// `target`: the decision's path. `reserved`: further fields that no visitor may send.
  explicit AuthorizerRequest(std::string target, std::vector<std::string> reserved = {})
      : target_(std::move(target)), reserved_(std::move(reserved)) {}

  /// Makes `request` from `params`, at most `most` pairs. Parameters of the request itself become
  /// X-Forwarded-*; HTTP_X_FOO becomes X-Foo unless only a proxy may say it (server/proxied_request.h);
  /// REMOTE_USER with REMOTE_PASSWD in Apache's role AUTHENTICATOR becomes `Authorization: Basic`:
  /// mod_authnz_fcgi keeps that field to itself. All other parameters are the web server's environment and
  /// are not looked at. `params` and this object must outlive the use of `request`; its peer is not touched.
  /// Errors: kSyntax for broken pairs, kTooManyFields, kRepeatedField for a parameter that may come once,
  /// kBytes for a control character in a value, kHopByHopField for a Connection that names what only a proxy
  /// may say. Empty optional: made.
  std::optional<server::Refusal> read(std::string_view params, std::size_t most, Request& request);

 private:
  const std::string target_;
  const std::vector<std::string> reserved_;
  std::string names_;       // field names; reserved before views are taken
  SecretText credentials_;  // the value of the Authorization field made here
};

}  // namespace narvi::http::fastcgi
