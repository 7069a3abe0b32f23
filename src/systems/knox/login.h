#pragma once
// The handler of login/: a token for whoever another scheme has proven, or for name and password (knox §2.1,
// §2.4).

#include "http/response.h"
#include "io/task.h"
#include "rest/call.h"
#include "systems/knox/options.h"
#include "systems/knox/token_issue.h"

namespace narvi::systems::knox {

class Login {
 public:
  /// `services` outlives it.
  Login(const rest::Services& services, Options options);

  /// The caller was admitted: with an identity, unless the mode asks for a password.
  io::Task<http::Response> answer(rest::Call& call);

 private:
  io::Task<http::Response> by_password(rest::Call& call);
  io::Task<rest::ApiResult<Issued>> issue(rest::Call& call, accounts::User user);
  http::Response success(rest::Call& call, const accounts::User& user, const Issued& issued) const;

  Options options_;
  TokenIssue issue_;
};

}  // namespace narvi::systems::knox
