#pragma once
// The steps of the login and of the refresh that a site may replace (contract durin §7): upstream's methods
// of LoginView and RefreshView, as functions. Each gets what upstream's gets; a refusal is the answer.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "accounts/user.h"
#include "http/python_json.h"
#include "rest/body.h"
#include "rest/call.h"
#include "systems/durin/client.h"
#include "systems/durin/office.h"
#include "systems/durin/token_issue.h"

namespace narvi::systems::durin {

/// In the order in which they run. References outlive the task.
struct LoginSteps {
  /// validate_and_return_user: who logs in.
  std::function<io::Task<rest::ApiResult<accounts::User>>(rest::Call&, const rest::RequestData&)> user;
  /// get_client_obj: from which client. May look into a header, or be one fixed client.
  std::function<io::Task<rest::ApiResult<Client>>(rest::Call&, const rest::RequestData&)> client;
  /// get_token_obj: found, renewed or made. Fires token_renewed if it renewed.
  std::function<io::Task<rest::ApiResult<Issued>>(rest::Call&, const accounts::User&, const Client&)> token;
  /// format_expiry_datetime.
  std::function<std::string(rest::Call&, const Client&, Instant)> expiry_text;
  /// get_user_serializer_class and get_context: what "user" holds; empty: the key is left out.
  std::function<std::optional<http::json::Value>(rest::Call&, const accounts::User&)> user_object;
  /// get_post_response_data: the whole answer. `expiry` and `user` are what the two steps before gave.
  std::function<http::json::Value(rest::Call&, const Client&, const Issued&, std::string expiry,
                                  std::optional<http::json::Value> user)>
      payload;
};

struct RefreshSteps {
  /// renew_token: stores a new expiry and gives it.
  std::function<io::Task<rest::ApiResult<Instant>>(rest::Call&, const DurinAuth&)> renew;
  /// format_expiry_datetime.
  std::function<std::string(rest::Call&, const DurinAuth&, Instant)> expiry_text;
};

/// Upstream's, with the settings of [systems.durin].
LoginSteps login_steps(std::shared_ptr<Office> office);
RefreshSteps refresh_steps(std::shared_ptr<Office> office);

/// The refusals of §2.1 about clients: 400 with a "detail".
rest::ApiError no_client_specified();
rest::ApiError no_such_client();

/// The name that the field `client` of a body gives, as upstream compares it: text as it is, numbers and
/// booleans as Python writes them. Empty optional: missing or falsy. A list or an object that holds anything
/// is a name that nobody has.
std::optional<std::string> client_name(const rest::RequestData& data);

/// What `issued` came to as an API result: kTooMany is 403, errors are answers.
rest::ApiResult<Issued> admit_issue(Result<Issued> issued, const rest::Call& call);

}  // namespace narvi::systems::durin
