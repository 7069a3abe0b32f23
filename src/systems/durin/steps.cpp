#include "systems/durin/steps.h"

#include <array>
#include <utility>

#include "rest/fields.h"
#include "rest/login_fields.h"
#include "rest/user_object.h"
#include "systems/durin/limits.h"

namespace narvi::systems::durin {

namespace {

using accounts::User;
using http::json::Object;
using http::json::Value;
using rest::ApiError;
using rest::ApiResult;
using rest::Call;
using rest::RequestData;

constexpr std::string_view kTooMany = "Maximum amount of tokens allowed per user exceeded.";

ApiError refusal(std::string_view text) {
  return rest::parse_error(text);  // §2.1: a ParseError, so "detail" is a text and no list
}

io::Task<ApiResult<User>> find_user(std::shared_ptr<Office> office, Call& call, const RequestData& data) {
  static constexpr std::array<rest::CharField, 2> kFields = {{{"username", true}, {"password", false}}};
  const std::string& key = call.services.settings.text("rest_framework", "non_field_errors_key");
  ApiResult<std::vector<std::string>> values = rest::validate(data, kFields, key);
  if (!values) {
    co_return rest::refuse(std::move(values.error()));
  }
  const Result<cache::Allowance> allowance =
      co_await allow_account(call, office->options.account_rate, values->front());
  if (!allowance) {
    co_return rest::refuse(rest::from_error(allowance.error()));
  }
  if (!allowance->allowed) {
    call.request.outcome = "throttled";
    co_return rest::refuse(rest::throttled(allowance->wait));
  }
  accounts::Credentials credentials{std::move((*values)[0]), SecretText(std::move((*values)[1]))};
  Result<accounts::Authenticated> result =
      co_await call.services.accounts.backends.authenticate(std::move(credentials));
  if (!result) {
    co_return rest::refuse(rest::from_error(result.error()));
  }
  if (!result->user) {
    call.request.outcome = "refused";
    co_return rest::refuse(rest::wrong_credentials(call));
  }
  co_return std::move(*result->user);
}

std::optional<std::string> header_name(const Call& call, const Options& options) {
  if (options.client_header.empty()) {
    return std::nullopt;
  }
  const auto field = call.request.headers.find(options.client_header);
  return field && !field->empty() ? std::optional(std::string(*field)) : std::nullopt;
}

io::Task<ApiResult<Client>> find_client(std::shared_ptr<Office> office, Call& call, const RequestData& data) {
  std::optional<std::string> name = header_name(call, office->options);
  if (!name) {
    name = client_name(data);
  }
  if (!name) {
    co_return rest::refuse(no_client_specified());
  }
  Result<std::optional<Client>> client = co_await office->clients.find(std::move(*name));
  if (!client) {
    co_return rest::refuse(rest::from_error(client.error()));
  }
  if (!*client) {
    co_return rest::refuse(no_such_client());
  }
  co_return std::move(**client);
}

io::Task<ApiResult<Issued>> obtain(std::shared_ptr<Office> office, Call& call, const User& user,
                                   const Client& client) {
  ApiResult<Issued> issued = admit_issue(co_await office->issue.obtain(user.key, client), call);
  if (issued && issued->issue == Issue::kRenewed) {
    call.services.events.fire_token_renewed({"durin", user.username, issued->row.expiry});
  }
  co_return issued;
}

Value login_payload(const Issued& issued, std::string expiry, std::optional<Value> user) {
  Object body;
  body.set("expiry", Value(std::move(expiry)));
  body.set("token", Value(issued.token.reveal()));
  if (user) {
    body.set("user", std::move(*user));
  }
  return Value(std::move(body));
}

/// §2.2: the lifetime counts from now, so a renewal may shorten a life.
io::Task<ApiResult<Instant>> renew(std::shared_ptr<Office> office, Call& call, const DurinAuth& auth) {
  const Instant expiry =
      expiry_of(office->options, auth.token.created, call.services.clock.now(), auth.client.token_ttl);
  const Result<bool> renewed = co_await office->tokens.renew(call.identity->user.key, auth.token.id, expiry);
  if (!renewed) {
    co_return rest::refuse(rest::from_error(renewed.error()));
  }
  if (!*renewed) {
    co_return rest::refuse(rest::authentication_failed("Invalid token."));  // ended after it was checked
  }
  call.services.events.fire_token_renewed({"durin", call.identity->user.username, expiry});
  co_return expiry;
}

/// str() of what Python calls false: None, "", 0, 0.0, False, [], {}.
std::optional<std::string> truthy_text(const Value& value) {
  if (const std::string* text = value.text()) {
    return text->empty() ? std::nullopt : std::optional(*text);
  }
  if (const bool* flag = value.boolean()) {
    return *flag ? std::optional<std::string>("True") : std::nullopt;
  }
  if (const std::int64_t* number = value.integer()) {
    return *number == 0 ? std::nullopt : std::optional(std::to_string(*number));
  }
  if (const double* number = value.real()) {
    return *number == 0 ? std::nullopt : std::optional(http::json::python_float(*number));
  }
  if (const auto* number = value.big_integer()) {
    return number->digits;
  }
  const bool holds = (value.array() != nullptr && !value.array()->empty()) ||
                     (value.object() != nullptr && !value.object()->empty());
  return holds ? std::optional(std::string(1, '\0')) : std::nullopt;  // no client has that name
}

}  // namespace

ApiError no_client_specified() {
  return refusal("No client specified.");
}

ApiError no_such_client() {
  return refusal("No client with that name.");
}

std::optional<std::string> client_name(const RequestData& data) {
  if (const Value* json = data.json()) {
    const Value* member = json->object() == nullptr ? nullptr : json->object()->find("client");
    return member == nullptr ? std::nullopt : truthy_text(*member);
  }
  const std::string* field = data.form()->find("client");
  return field == nullptr || field->empty() ? std::nullopt : std::optional(*field);
}

ApiResult<Issued> admit_issue(Result<Issued> issued, const Call& call) {
  if (!issued && issued.error().kind == ErrorKind::kNotFound) {
    return rest::refuse(rest::wrong_credentials(call));  // deleted after the password was found right
  }
  if (!issued) {
    return rest::refuse(rest::from_error(issued.error()));
  }
  if (issued->issue == Issue::kTooMany) {
    return rest::refuse(rest::permission_denied(kTooMany, "token_limit"));
  }
  return std::move(*issued);
}

LoginSteps login_steps(std::shared_ptr<Office> office) {
  LoginSteps steps;
  steps.user = [office](Call& call, const RequestData& data) { return find_user(office, call, data); };
  steps.client = [office](Call& call, const RequestData& data) { return find_client(office, call, data); };
  steps.token = [office](Call& call, const User& user, const Client& client) {
    return obtain(office, call, user, client);
  };
  steps.expiry_text = [office](Call&, const Client&, Instant expiry) {
    return office->options.expiry_format.text(expiry);
  };
  steps.user_object = [office](Call&, const User& user) {
    const Options& options = office->options;
    return options.shows_user ? std::optional(rest::user_object(user, options.user_fields,
                                                                office->services.accounts.users.table()))
                              : std::nullopt;
  };
  steps.payload = [](Call&, const Client&, const Issued& issued, std::string expiry,
                     std::optional<Value> user) {
    return login_payload(issued, std::move(expiry), std::move(user));
  };
  return steps;
}

RefreshSteps refresh_steps(std::shared_ptr<Office> office) {
  RefreshSteps steps;
  steps.renew = [office](Call& call, const DurinAuth& auth) { return renew(office, call, auth); };
  steps.expiry_text = [office](Call&, const DurinAuth&, Instant expiry) {
    return office->options.expiry_format.text(expiry);
  };
  return steps;
}

}  // namespace narvi::systems::durin
