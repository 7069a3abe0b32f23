#include "app/site_wiring.h"

#include <algorithm>
#include <utility>

#include "app/setting_syntax.h"
#include "app/systems.h"
#include "rest/permission_registry.h"
#include "rest/schemes/builtin.h"
#include "rest/throttle_registry.h"
#include "systems/remote_user/front_servers.h"

namespace narvi::app {

namespace {

rest::SchemeRegistry registry(const Settings& settings) {
  rest::SchemeRegistry schemes;
  schemes.add(rest::schemes::builtin());
  for (const rest::System* system : enabled_systems(settings)) {
    schemes.add(system->schemes);
  }
  return schemes;
}

/// Endpoints that did not choose a limit of their own have the door's.
void limit_bodies(std::vector<rest::Endpoint>& endpoints, std::size_t limit) {
  for (rest::Endpoint& endpoint : endpoints) {
    endpoint.body_limit = endpoint.body_limit == 0 ? limit : endpoint.body_limit;
  }
}

/// Names in [rest_framework] that nobody uses yet are still checked: a slip of the pen must not wait for its
/// day.
Result<void> check_defaults(const rest::Services& services, const rest::SchemeRegistry& schemes) {
  constexpr std::string_view kTable = "rest_framework";
  const Settings& settings = services.settings;
  if (auto found = schemes.find(settings.list(kTable, "default_authentication_classes"), services); !found) {
    return fail(ErrorKind::kConfiguration,
                settings.origin(kTable, "default_authentication_classes") + ": " + found.error().message);
  }
  if (auto found = rest::default_throttles(settings); !found) {
    return tl::unexpected<Error>(std::move(found.error()));
  }
  if (auto found = rest::default_permissions(settings); !found) {
    return fail(ErrorKind::kConfiguration,
                settings.origin(kTable, "default_permission_classes") + ": " + found.error().message);
  }
  return {};
}

}  // namespace

Result<http::AdmitPolicy> admit_policy(const Settings& settings) {
  http::AdmitPolicy policy;
  for (const std::string& host : settings.list("server", "allowed_hosts")) {
    std::string lower = host;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char character) { return static_cast<char>(std::tolower(character)); });
    policy.allowed_hosts.push_back(std::move(lower));
  }
  for (const std::string& peer : settings.list("server", "trusted_proxies")) {
    if (peer == "unix") {
      policy.trust_unix_socket = true;
      continue;
    }
    const std::optional<http::Network> network = http::parse_network(peer);
    if (!network) {
      return fail(ErrorKind::kConfiguration, settings.origin("server", "trusted_proxies") +
                                                 ": [server] trusted_proxies: \"" + peer +
                                                 "\" is not a network");
    }
    policy.trusted_networks.push_back(*network);
  }
  if (std::string field = rest::schemes::header_of_key(settings.text("rest_framework", "remote_user_header"));
      !field.empty()) {
    policy.identity_headers.push_back(std::move(field));
  }
  systems::remote_user::narrow(policy, settings);
  policy.use_x_forwarded_host = settings.boolean("server", "use_x_forwarded_host");
  if (const auto header = settings.optional_text("security", "proxy_ssl_header")) {
    if (const auto parsed = parse_proxy_ssl_header(*header)) {  // anything else stopped the start
      policy.ssl_header = parsed->name;
      policy.ssl_value = parsed->value;
    }
  }
  return policy;
}

Result<std::unique_ptr<rest::Site>> make_site(const rest::Services& services,
                                              std::vector<rest::Endpoint> more_endpoints) {
  const Settings& settings = services.settings;
  auto admit = admit_policy(settings);
  if (!admit) {
    return tl::unexpected<Error>(std::move(admit.error()));
  }
  const rest::SchemeRegistry schemes = registry(settings);
  if (Result<void> checked = check_defaults(services, schemes); !checked) {
    return tl::unexpected<Error>(std::move(checked.error()));
  }
  std::vector<rest::Endpoint> endpoints = std::move(more_endpoints);
  std::vector<std::shared_ptr<const rest::Middleware>> middleware;
  for (const rest::System* system : enabled_systems(settings)) {
    const std::string table = "systems." + std::string(system->name);
    const rest::Mount mount{settings.text(table, "path"), services, schemes};
    auto built = system->endpoints(mount);
    if (!built) {
      return fail(ErrorKind::kConfiguration, "[" + table + "]: " + built.error().message);
    }
    std::move(built->begin(), built->end(), std::back_inserter(endpoints));
    if (auto first = system->middleware == nullptr ? nullptr : system->middleware(services)) {
      middleware.push_back(std::move(first));
    }
  }
  limit_bodies(endpoints, static_cast<std::size_t>(settings.integer("server", "body_limit")));
  return rest::Site::build(services, std::move(*admit), std::move(endpoints), std::move(middleware));
}

}  // namespace narvi::app
