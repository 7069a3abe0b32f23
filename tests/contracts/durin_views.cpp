#include "durin_views.h"

#include <mutex>

#include "exchanges.h"
#include "rest/call.h"
#include "rest/permission.h"
#include "rest/run.h"
#include "rest/schemes/builtin.h"
#include "rest/system.h"
#include "systems/durin/permissions.h"
#include "systems/durin/scheme.h"
#include "systems/durin/throttle.h"

namespace narvi::tests {

namespace {

/// Of a place in the list that nobody fills.
class NoScheme final : public rest::Scheme {
 public:
  std::string_view name() const override { return "none"; }
  io::Task<Result<rest::Verdict>> authenticate(rest::Call&) const override {
    co_return rest::Verdict::not_mine();
  }
};

/// The scheme at `place` of default_authentication_classes.
std::shared_ptr<const rest::Scheme> default_scheme(std::size_t place) {
  return late_scheme([place](const rest::Services& services) -> std::shared_ptr<const rest::Scheme> {
    rest::SchemeRegistry registry;
    registry.add(rest::schemes::builtin());
    registry.add(systems::durin::schemes());
    const auto found =
        registry.find(services.settings.list("rest_framework", "default_authentication_classes"), services);
    return place < found->size() ? (*found)[place] : std::make_shared<const NoScheme>();
  });
}

class LateThrottle final : public rest::Throttle {
 public:
  std::string_view name() const override { return "late"; }
  io::Task<Result<cache::Allowance>> allow(rest::Call& call) const override {
    std::call_once(once_, [&] { made_ = systems::durin::user_client_rate_throttle(call.services.settings); });
    return made_->allow(call);
  }

 private:
  mutable std::once_flag once_;
  mutable std::shared_ptr<const rest::Throttle> made_;
};

io::Task<http::Response> say(std::string_view text) {
  co_return rest::json_response(200, http::json::Value(text));
}

rest::Endpoint view(std::string_view path, std::string_view name, std::string_view text) {
  rest::Endpoint endpoint;
  endpoint.name = "test" + std::string(path);
  endpoint.path = path;
  endpoint.view_name = name;
  endpoint.dialect = rest::run;
  endpoint.schemes = {default_scheme(0), default_scheme(1)};
  endpoint.permissions = {rest::is_authenticated()};
  endpoint.parsers = {"application/json", "application/x-www-form-urlencoded", "multipart/form-data"};
  endpoint.methods = {{"GET", [text](const rest::Admitted&, rest::Call&) { return say(text); }}};
  return endpoint;
}

}  // namespace

std::vector<rest::Endpoint> durin_views(std::vector<std::string_view> renderers) {
  std::vector<rest::Endpoint> all;
  all.push_back(view("/api/", "Root", "api root"));

  rest::Endpoint cached = view("/api/cached", "Cached", "cached api root");
  cached.schemes = {late_scheme(systems::durin::make_cached_token)};
  all.push_back(std::move(cached));

  rest::Endpoint throttled = view("/api/throttled", "Throttled", "ThrottledView");
  throttled.throttles = {std::make_shared<LateThrottle>()};
  all.push_back(std::move(throttled));

  rest::Endpoint anonymous = view("/api/throttled-anon", "Throttled", "ThrottledView");
  anonymous.throttles = {std::make_shared<LateThrottle>()};
  anonymous.permissions = {};
  anonymous.open_because = "the test asks how anonymous callers are counted";
  all.push_back(std::move(anonymous));

  rest::Endpoint only = view("/api/onlywebclient", "Only Web Client", "OnlyWebClientView");
  only.permissions = {systems::durin::allow_specific_clients({"web"})};
  all.push_back(std::move(only));

  rest::Endpoint others = view("/api/nowebclient", "No Web Client", "NoWebClientView");
  others.permissions = {systems::durin::disallow_specific_clients({"web"})};
  all.push_back(std::move(others));
  for (rest::Endpoint& endpoint : all) {
    endpoint.renderers = renderers;
  }
  return all;
}

}  // namespace narvi::tests
