#include "app/site_wiring.h"

#include <algorithm>
#include <utility>

#include "app/systems.h"
#include "rest/schemes/builtin.h"

namespace narvi::app {

namespace {

bool enabled(const Settings& settings, const rest::System& system) {
  return settings.boolean("systems." + std::string(system.name), "enabled");
}

rest::SchemeRegistry registry(const Settings& settings) {
  rest::SchemeRegistry schemes;
  schemes.add(rest::schemes::builtin());
  for (const rest::System* system : systems()) {
    if (enabled(settings, *system)) {
      schemes.add(system->schemes);
    }
  }
  return schemes;
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
  policy.use_x_forwarded_host = settings.boolean("server", "use_x_forwarded_host");
  policy.use_x_forwarded_port = settings.boolean("server", "use_x_forwarded_port");
  if (const auto header = settings.optional_text("security", "proxy_ssl_header")) {
    const std::size_t colon = header->find(':');
    policy.ssl_header = header->substr(0, colon);
    policy.ssl_value = colon == std::string::npos ? "https" : header->substr(colon + 1);
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
  std::vector<rest::Endpoint> endpoints = std::move(more_endpoints);
  for (const rest::System* system : systems()) {
    if (!enabled(settings, *system)) {
      continue;
    }
    const std::string table = "systems." + std::string(system->name);
    const rest::Mount mount{settings.text(table, "path"), services, schemes};
    auto built = system->endpoints(mount);
    if (!built) {
      return fail(ErrorKind::kConfiguration, "[" + table + "]: " + built.error().message);
    }
    std::move(built->begin(), built->end(), std::back_inserter(endpoints));
  }
  return rest::Site::build(services, std::move(*admit), std::move(endpoints));
}

}  // namespace narvi::app
