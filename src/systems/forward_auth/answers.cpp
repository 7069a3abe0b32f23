#include "systems/forward_auth/answers.h"

#include <algorithm>
#include <array>
#include <string>

namespace narvi::systems::forward_auth {

namespace {

constexpr const char* kRealStatus = "X-Narvi-Status";

http::Response allowed(const Decision& decision, Tongue tongue, const Options& options) {
  http::Response response;
  if (!decision.assertion.empty()) {
    response.headers.emplace_back(options.assertion_header, decision.assertion);
  }
  if (tongue != Tongue::kOauth2Proxy) {
    response.headers.reserve(decision.fields->size() + 3);
    response.headers.insert(response.headers.end(), decision.fields->begin(), decision.fields->end());
    return response;
  }
  response.status = 202;
  const std::array<std::pair<std::string_view, const std::string&>, 4> theirs = {
      {{"X-Auth-Request-User", options.fields.user},
       {"X-Auth-Request-Email", options.fields.email},
       {"X-Auth-Request-Preferred-Username", options.fields.user},
       {"X-Auth-Request-Groups", options.fields.groups}}};
  for (const auto& [name, ours] : theirs) {
    const auto told = std::ranges::find(*decision.fields, ours, &Fields::value_type::first);
    response.add(name, told == decision.fields->end() ? std::string() : told->second);
  }
  return response;
}

http::Response redirect(const Decision& decision) {
  http::Response response;
  response.status = decision.changes_state ? 303 : 302;
  response.headers.emplace_back("Location", decision.login);
  return response;
}

http::Response refused(const Decision& decision, Tongue tongue) {
  const rest::ApiError& error = decision.error;
  http::Response response;
  response.status = error.status;
  const bool unknown_to_nginx = error.status != 401 && error.status != 403 && error.status < 500;
  if (tongue != Tongue::kPassedOn && unknown_to_nginx && decision.outcome != Outcome::kMisconfigured) {
    response.status = 403;
    response.headers.emplace_back(kRealStatus, std::to_string(error.status));
  }
  response.headers.emplace_back("Content-Type", "application/json");
  if (decision.outcome == Outcome::kUnauthenticated) {
    response.headers.emplace_back("WWW-Authenticate", decision.challenge);
    if (!decision.login.empty()) {
      response.headers.emplace_back("Location", decision.login);
    }
  }
  if (error.retry_after) {
    response.headers.emplace_back("Retry-After", std::to_string(*error.retry_after));
  }
  response.body = rest::error_body(error, false);
  return response;
}

}  // namespace

http::Response answer(const Decision& decision, Tongue tongue, const Options& options) {
  const bool goes_to_login = tongue == Tongue::kPassedOn && !decision.login.empty();
  http::Response response = decision.outcome == Outcome::kAllowed ? allowed(decision, tongue, options)
                            : goes_to_login                       ? redirect(decision)
                                                                  : refused(decision, tongue);
  if (decision.cookie) {
    response.headers.emplace_back("Set-Cookie", *decision.cookie);
  }
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

std::string_view outcome_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAllowed:
      return "allowed";
    case Outcome::kUntrusted:
      return "untrusted";
    case Outcome::kMisconfigured:
      return "misconfigured";
    case Outcome::kMalformed:
      return "malformed";
    case Outcome::kUnauthenticated:
      return "unauthenticated";
    case Outcome::kForbidden:
      return "forbidden";
    case Outcome::kThrottled:
      return "throttled";
    case Outcome::kUnavailable:
      return "unavailable";
  }
  return "forbidden";
}

}  // namespace narvi::systems::forward_auth
