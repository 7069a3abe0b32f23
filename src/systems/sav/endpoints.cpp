#include "systems/sav/endpoints.h"

#include <memory>
#include <utility>

#include "rest/csrf.h"
#include "rest/login_fields.h"
#include "rest/run.h"
#include "rest/throttle_registry.h"
#include "systems/sav/limits.h"
#include "systems/sav/options.h"

namespace narvi::systems::sav {

namespace {

using http::Response;
using http::json::Object;
using http::json::Value;
using rest::Admitted;
using rest::ApiError;
using rest::Call;

constexpr std::string_view kLoggedIn = "Session login successful.";
constexpr std::string_view kLoggedOut = "Session logout successful.";
constexpr std::string_view kDisabled = "User account is disabled.";
constexpr std::string_view kDescription = "Provides methods for REST-like session authentication.";
// A scheme name that no browser knows, so that no password pop-up appears (contract sav §7.1).
constexpr std::string_view kChallenge = "Session realm=\"api\"";

/// What the handlers of one mounted sav share.
struct Mounted {
  Options options;
  std::optional<std::int64_t> num_proxies;
};
using Shared = std::shared_ptr<const Mounted>;

Response detail(std::string_view text) {
  Object body;
  body.set("detail", Value(text));
  return rest::json_response(200, Value(std::move(body)));
}

/// Legacy: 400 for everything. Informative: 401, or 403 once the password of a disabled account was right.
ApiError refusal(const Call& call, const Options& options, bool disabled) {
  if (options.informative && disabled) {
    ApiError error = rest::wrong_credentials(call, kDisabled);
    error.status = 403;
    error.code = "account_disabled";
    return error;
  }
  ApiError error = rest::wrong_credentials(call);
  if (options.informative) {
    error.status = 401;
    error.www_authenticate = kChallenge;
  }
  return error;
}

/// With enforce_login_csrf: the check that anonymous requests skip upstream (login CSRF, contract sav §9).
io::Task<std::optional<ApiError>> login_csrf(Call& call) {
  rest::ApiResult<void> from_here = co_await rest::enforce_csrf(call);
  co_return from_here ? std::nullopt : std::optional(std::move(from_here.error()));
}

/// Who it is, or the refusal; limits are asked before a password is hashed.
io::Task<rest::ApiResult<accounts::Authenticated>> prove(Shared mounted, Call& call) {
  rest::ApiResult<accounts::Credentials> credentials = co_await rest::read_login(call);
  if (!credentials) {
    co_return rest::refuse(std::move(credentials.error()));
  }
  LoginLimits limits(call, mounted->options, mounted->num_proxies, credentials->username);
  const Result<cache::Allowance> allowance = co_await limits.allow_account();
  if (!allowance) {
    co_return rest::refuse(rest::from_error(allowance.error()));
  }
  if (!allowance->allowed) {
    call.request.outcome = "throttled";
    co_return rest::refuse(rest::throttled(allowance->wait));
  }
  Result<accounts::Authenticated> result =
      co_await call.services.accounts.backends.authenticate(std::move(*credentials));
  if (!result) {
    co_return rest::refuse(rest::from_error(result.error()));
  }
  if (!result->user) {
    co_await limits.failed();
    call.request.outcome = "refused";
    co_return rest::refuse(refusal(call, mounted->options, result->inactive.has_value()));
  }
  co_await limits.succeeded();
  co_return std::move(*result);
}

io::Task<Response> login(Shared mounted, Call& call) {
  if (mounted->options.enforce_login_csrf && !call.identity) {
    const std::optional<ApiError> failure = co_await login_csrf(call);
    if (failure) {
      co_return rest::error_response(call, *failure);
    }
  }
  rest::ApiResult<accounts::Authenticated> proven = co_await prove(mounted, call);
  if (!proven) {
    co_return rest::error_response(call, proven.error());
  }
  const Result<void> logged_in =
      co_await call.visit.login(std::move(*proven->user), std::move(proven->backend));
  if (!logged_in) {
    co_return rest::error_response(call, rest::from_error(logged_in.error()));
  }
  call.request.outcome = "login";
  co_return detail(kLoggedIn);
}

io::Task<Response> logout(Call& call) {
  const Result<void> logged_out = co_await call.visit.logout();
  if (!logged_out) {
    co_return rest::error_response(call, rest::from_error(logged_out.error()));
  }
  call.request.outcome = "logout";
  co_return detail(kLoggedOut);
}

io::Task<Response> send_csrf(Call& call) {
  const Result<void> used = co_await call.visit.use_csrf_token();
  if (!used) {
    co_return rest::error_response(call, rest::from_error(used.error()));
  }
  co_return detail("CSRF cookie set.");
}

/// The endpoint's throttles in the order of throttle_classes; `account` is asked by the handler.
Result<std::vector<std::shared_ptr<const rest::Throttle>>> throttles(const Mounted& mounted,
                                                                     const rest::Mount& mount) {
  std::vector<std::shared_ptr<const rest::Throttle>> list;
  for (const std::string& name : mounted.options.throttle_classes) {
    if (name == "address") {
      list.push_back(address_throttle(mounted.options, mounted.num_proxies));
    } else if (name != "account") {
      auto found = name == "default" ? rest::default_throttles(mount.services.settings)
                                     : rest::find_throttles({name}, mount.services.settings);
      if (!found) {
        return tl::unexpected<Error>(std::move(found.error()));
      }
      for (auto& throttle : *found) {
        list.push_back(only_for_methods(mounted.options.throttle_methods, std::move(throttle)));
      }
    }
  }
  return list;
}

}  // namespace

Result<std::vector<rest::Endpoint>> endpoints(const rest::Mount& mount) {
  const Settings& settings = mount.services.settings;
  Result<Options> options = read_options(settings);
  if (!options) {
    return tl::unexpected<Error>(std::move(options.error()));
  }
  auto mounted = std::make_shared<Mounted>(Mounted{std::move(*options), rest::num_proxies(settings)});
  const std::vector<std::string>& own = settings.list("systems.sav", "authentication_classes");
  auto schemes = mount.schemes.find(
      own.empty() ? settings.list("rest_framework", "default_authentication_classes") : own, mount.services);
  if (!schemes) {
    return tl::unexpected<Error>(std::move(schemes.error()));
  }
  auto limits = throttles(*mounted, mount);
  if (!limits) {
    return tl::unexpected<Error>(std::move(limits.error()));
  }

  rest::Endpoint session;
  session.name = "sav.session";
  session.path = mount.path;
  session.dialect = rest::run;
  session.schemes = *schemes;
  session.throttles = std::move(*limits);
  session.open_because = "logging in is how one stops being anonymous";
  session.view_name = "Session Auth";
  session.view_description = kDescription;
  session.error_codes = mounted->options.error_codes;
  session.no_store = mounted->options.no_store;
  session.methods = {
      {"POST", [mounted](const Admitted&, Call& call) { return login(mounted, call); }},
      {"DELETE", [](const Admitted&, Call& call) { return logout(call); }},
  };
  std::vector<rest::Endpoint> all{std::move(session)};

  if (mounted->options.csrf_endpoint) {
    rest::Endpoint csrf;
    csrf.name = "sav.csrf";
    csrf.path = mount.path + "csrf/";
    csrf.dialect = rest::run;
    csrf.open_because = "everybody may have a CSRF cookie";
    csrf.view_name = "Session Csrf";
    csrf.no_store = mounted->options.no_store;
    csrf.methods = {{"GET", [](const Admitted&, Call& call) { return send_csrf(call); }}};
    all.push_back(std::move(csrf));
  }
  return all;
}

}  // namespace narvi::systems::sav
