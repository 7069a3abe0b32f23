#include "rest/site.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.h"
#include "http/html_pages.h"
#include "http/url.h"
#include "rest/call.h"
#include "rest/finish.h"
#include "rest/method_as.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "rest/throttle.h"

namespace narvi::rest {

namespace {

/// What SecurityMiddleware and CommonMiddleware answer by themselves never was where X-Frame-Options is set
/// (contract django-sessions-csrf §2.1).
constexpr accounts::Framing kOutermost = accounts::Framing::kExempt;

/// What an endpoint's permissions and throttles miss in it is told at start, not at its first request
/// (contracts README C29).
Result<void> check(const Endpoint& endpoint) {
  for (const auto& permission : endpoint.permissions) {
    if (Result<void> complete = permission->check(endpoint); !complete) {
      return complete;
    }
  }
  for (const auto& throttle : endpoint.throttles) {
    if (Result<void> complete = throttle->check(endpoint); !complete) {
      return complete;
    }
  }
  return {};
}

/// For Django post is POST. (The C locale does not matter: a method is a token, which is ASCII.)
std::string upper_case(std::string_view method) {
  std::string upper(method);
  std::ranges::transform(upper, upper.begin(), [](char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  });
  return upper;
}

bool is_format(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
  });
}

}  // namespace

Result<std::unique_ptr<Site>> Site::build(const Services& services, http::AdmitPolicy admit,
                                          std::vector<Endpoint> endpoints, MiddlewareList middleware) {
  std::unique_ptr<Site> site(
      new Site(services, std::move(admit), std::move(endpoints), std::move(middleware)));
  for (std::size_t index = 0; index < site->endpoints_.size(); ++index) {
    Endpoint& endpoint = site->endpoints_[index];
    endpoint.seal();
    if (Result<void> complete = check(endpoint); !complete) {
      return fail(ErrorKind::kConfiguration, endpoint.name + ": " + complete.error().message);
    }
    if (Result<void> added = site->routes_.add(endpoint.path, index); !added) {
      return fail(ErrorKind::kConfiguration, endpoint.name + ": " + added.error().message);
    }
  }
  return site;
}

io::Task<http::Response> Site::answer(http::Request& request) const {
  // Every step here, the CSRF check first of all, sees the method that the handler is found by. HTTP itself
  // tells methods apart by case (RFC 9110 §9.1): to whatever stands in front of us "head" is no HEAD, so its
  // answer has a body, and the log has the method as it came.
  const std::string_view as_sent = request.method;
  const std::string method = upper_case(as_sent);
  const MethodAs while_answering(request, method);
  http::Response response = co_await answer_or_page(request, as_sent);
  response.head_only = as_sent == "HEAD";  // whoever answered: also pages and refusals
  co_return response;
}

io::Task<http::Response> Site::answer_or_page(http::Request& request, std::string_view method_as_sent) const {
  try {
    co_return co_await route(request, method_as_sent);
  } catch (const std::exception& bug) {
    log_error("a request failed",
              {{"request_id", request.request_id}, {"route", request.route}, {"what", bug.what()}});
  }
  request.outcome = "bug";
  const accounts::Accounts& accounts = services_.accounts;
  http::Response response = page(http::ErrorPage::kServerError);
  accounts::add_security_headers(response, accounts.browser.security, request.https, accounts.django);
  co_return response;
}

io::Task<http::Response> Site::route(http::Request& request, std::string_view method_as_sent) const {
  http::admit(admit_, request);
  std::string storage;
  const std::string_view path = http::decode_path(request.path, storage);
  Found found = find(path);
  const Endpoint* endpoint = found.endpoint;
  request.route = endpoint == nullptr ? std::string_view("-") : std::string_view(endpoint->name);
  if (endpoint != nullptr && endpoint->direct) {
    const MethodAs sent(request, endpoint->direct_any_method ? method_as_sent : request.method);
    co_return co_await direct(*endpoint, request);
  }
  co_return co_await through_browser_rules(request, path, std::move(found));
}

Site::Found Site::find(std::string_view path) const {
  if (const std::optional<http::RouteMatch> match = routes_.find(path)) {
    return {&endpoints_[match->endpoint], *match, {}, {}};
  }
  // drf §2.4, format_suffix_patterns: ROUTE.json and ROUTE.json/ for routes that offer it.
  std::string_view rest = path;
  if (rest.ends_with('/')) {
    rest.remove_suffix(1);
  }
  const std::size_t dot = rest.rfind('.');
  if (dot == std::string_view::npos || !is_format(rest.substr(dot + 1))) {
    return {};
  }
  Found found;
  found.without_suffix = std::make_unique<std::string>(std::string(rest.substr(0, dot)) + "/");
  const std::optional<http::RouteMatch> match = routes_.find(*found.without_suffix);
  if (!match || !endpoints_[match->endpoint].format_suffix) {
    return {};
  }
  found.endpoint = &endpoints_[match->endpoint];
  found.match = *match;
  found.format = rest.substr(dot + 1);
  return found;
}

io::Task<http::Response> Site::direct(const Endpoint& endpoint, http::Request& request) const {
  if (!endpoint.direct_any_method && request.method != "GET" && request.method != "HEAD") {
    http::Response refused;
    refused.status = 405;
    refused.headers.emplace_back("Allow", "GET, HEAD");
    co_return refused;
  }
  co_return co_await endpoint.direct(request);
}

io::Task<http::Response> Site::through_browser_rules(http::Request& request, std::string_view path,
                                                     Found found) const {
  const accounts::Accounts& accounts = services_.accounts;
  Call call(request, services_);
  call.endpoint = found.endpoint;
  call.match = found.match;
  call.format = found.format;
  // Django's order: SecurityMiddleware, which checks the Host that it would redirect to, then the Host check
  // of CommonMiddleware, then routing.
  const accounts::SecuritySettings& security = accounts.browser.security;
  const bool host_allowed = http::host_allowed(admit_, request);
  if (auto redirect = accounts::redirect_to_https(security, request.https, request.host, request.target)) {
    if (!host_allowed && security.ssl_host.empty()) {
      request.outcome = "bad_host";
      co_return page(http::ErrorPage::kBadRequest);  // from SecurityMiddleware itself: nothing dresses it
    }
    accounts::add_security_headers(*redirect, security, request.https, accounts.django, kOutermost);
    co_return std::move(*redirect);
  }
  if (!host_allowed) {
    request.outcome = "bad_host";
    co_return co_await finish(call, page(http::ErrorPage::kBadRequest), kOutermost);
  }
  for (const auto& middleware : middleware_) {
    if (const ApiResult<void> passed = co_await middleware->before(call); !passed) {
      request.outcome = passed.error().status < 500 ? "malformed" : "unavailable";
      co_return co_await finish(call, failure_response(call, passed.error()));
    }
  }
  if (call.endpoint == nullptr) {
    http::Response nowhere = without_route(path, request.query);
    const bool redirected = nowhere.status == 301;
    co_return co_await finish(call, std::move(nowhere),
                              redirected ? kOutermost : accounts::Framing::kRestricted);
  }
  http::Response response = co_await call.endpoint->dialect(call);
  co_return co_await finish(call, std::move(response));
}

http::Response Site::page(http::ErrorPage page) const {
  return http::error_page(page, accounts::django_major(services_.accounts.django.version));
}

http::Response Site::without_route(std::string_view path, std::string_view query) const {
  if (!path.ends_with('/') && routes_.has(std::string(path) + "/")) {
    // APPEND_SLASH, also for POST (contracts README §4).
    return http::redirect(301, http::slash_location(path, query));
  }
  return page(http::ErrorPage::kNotFound);
}

}  // namespace narvi::rest
