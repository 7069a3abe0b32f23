#pragma once
// What the endpoints do, one function for each method (contract durin §2).

#include <memory>
#include <optional>
#include <string>

#include "http/response.h"
#include "io/task.h"
#include "rest/call.h"
#include "systems/durin/office.h"
#include "systems/durin/steps.h"

namespace narvi::systems::durin {

/// What the handlers of one mounted Durin share.
struct Mounted {
  std::shared_ptr<Office> office;
  std::string path;  ///< "/durin/"
  LoginSteps login;
  RefreshSteps refresh;
};
using Shared = std::shared_ptr<const Mounted>;

io::Task<http::Response> login(Shared mounted, rest::Call& call);
io::Task<http::Response> refresh(Shared mounted, rest::Call& call);
io::Task<http::Response> logout(Shared mounted, rest::Call& call);
io::Task<http::Response> logout_all(Shared mounted, rest::Call& call);
io::Task<http::Response> list_sessions(Shared mounted, rest::Call& call);
/// The path's <id>.
io::Task<http::Response> end_session(Shared mounted, rest::Call& call);
io::Task<http::Response> show_api_token(Shared mounted, rest::Call& call);
io::Task<http::Response> make_api_token(Shared mounted, rest::Call& call);
io::Task<http::Response> end_api_token(Shared mounted, rest::Call& call);

/// 204 without a body.
http::Response no_content();
/// created, expiry, has_expired of a token, and after `between` (is_current) how long it lives in words.
void add_lifetime(http::json::Object& object, const TokenRow& row, const Office& office,
                  std::optional<bool> is_current);

}  // namespace narvi::systems::durin
