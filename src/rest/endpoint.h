#pragma once
// Endpoint: one path with everything a request meets there, as data built once at start.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/python_json.h"
#include "http/request.h"
#include "http/response.h"
#include "io/task.h"
#include "rest/verdict.h"

namespace narvi::rest {

struct Call;
struct Endpoint;
class Scheme;
class Permission;
class Throttle;

/// What runs once a request is admitted.
using Handler = std::function<io::Task<http::Response>(const Admitted&, Call&)>;

/// One function that lists a framework's steps in that framework's order: rest::run, and later those of
/// modern_rest, pages and forward_auth.
using Dialect = io::Task<http::Response> (*)(Call&);

struct Method {
  std::string_view name;  ///< "POST"
  Handler handler;
};

struct Endpoint {
  std::string name;  ///< route name for logs, metrics and `narvi routes`: "sav.session"
  std::string path;  ///< "/auth-session/"; "<name>" segments are parameters
  Dialect dialect = nullptr;
  /// Instead of a dialect: answers at once, without Host check, session or security headers (/healthz). GET
  /// and HEAD only, unless direct_any_method.
  std::function<io::Task<http::Response>(http::Request&)> direct;
  std::vector<Method> methods;
  /// HEAD is answered as GET where GET is offered, as class views do; upstream's function views (@api_view)
  /// have no HEAD but what they name (drf §1.1).
  bool head_follows_get = true;
  bool direct_any_method = false;  ///< `direct` answers every method, and sees it as it was sent

  std::vector<std::shared_ptr<const Scheme>> schemes;  ///< in order; the first gives the challenge
  std::vector<std::shared_ptr<const Permission>> permissions;
  std::vector<std::shared_ptr<const Throttle>> throttles;
  std::vector<std::string_view> renderers{"application/json"};
  std::vector<std::string_view> parsers{"application/x-www-form-urlencoded", "multipart/form-data",
                                        "application/json"};
  const char* open_because = nullptr;  ///< why there is no permission, if there is none
  std::string model;                   ///< "auth.group": what the model permissions ask about (drf §7.1)
  bool is_router_root = false;         ///< model permissions do not look at it (`_ignore_model_permissions`)
  std::string throttle_scope;          ///< of ScopedRateThrottle; empty: it lets everything through
  bool format_suffix = false;          ///< the path is there with ".json" and the like, too (drf §2.4)

  std::string view_name;         ///< "name" in OPTIONS
  std::string view_description;  ///< "description" in OPTIONS
  /// "actions" in OPTIONS, of views with a serializer: {"POST": {...}, "PUT": {...}}; each is shown to those
  /// who may use it. Null: none.
  http::json::Value actions;
  /// Loads the object of the path and checks its permissions, for OPTIONS about PUT (drf §7.4). May be empty.
  std::function<io::Task<ApiResult<void>>(Call&)> load_object;
  std::size_t body_limit = 0;  ///< bytes; 0: the site's [server] body_limit
  bool error_codes = false;    ///< add "code" to error bodies (contract sav §7.1)
  bool no_store = false;       ///< Cache-Control: no-store on every answer (contract sav §9)

  /// GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS in REST framework's fixed order (drf §1.1); made by `seal`.
  std::string allow;

  /// Fills what follows from the rest. Called once, when the site is built.
  void seal();
  /// The handler for `method`; HEAD falls back to GET if it follows it. Null: not allowed.
  const Handler* handler(std::string_view method) const;
};

}  // namespace narvi::rest
