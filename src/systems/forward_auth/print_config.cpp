#include "systems/forward_auth/print_config.h"

#include <algorithm>
#include <array>

#include "http/network.h"

namespace narvi::systems::forward_auth {

namespace {

struct Proxy {
  std::string_view name;
  Result<std::string> (*print)(const ProxySetup& setup);
  std::string_view family;  ///< how it asks; empty: through an entrance of its own
};

constexpr std::array<Proxy, 6> kProxies = {{
    {"nginx", print_nginx, "auth-request"},
    {"caddy", print_caddy, "forward-auth"},
    {"haproxy", print_haproxy, "forward-auth"},
    {"apache", print_apache, ""},
    {"traefik", print_traefik, "forward-auth"},
    {"envoy", print_envoy, "ext-authz"},
}};
constexpr std::array<std::string_view, 6> kNames = {"nginx",  "caddy",   "haproxy",
                                                    "apache", "traefik", "envoy"};

constexpr std::array<CommandOption, 9> kOptions = {{
    {"proxy", "", "PROXY", "the proxy that is in front", true, kNames},
    {"--site", "", "HOST",
     "what visitors write: \"app.example.com\", with the port if it is not the usual one"},
    {"--upstream", "", "ADDRESS", "where the application listens; \"127.0.0.1:8080\" unless given"},
    {"--narvi", "", "ADDRESS", "where the proxy reaches this program; else the first of [server] listen"},
    {"--listen", "", "ADDRESS", "where the proxy listens: \":8443\"; else its usual port"},
    {"--tls-certificate", "", "FILE",
     "certificate chain of the site, PEM; without it, plain HTTP (Caddy: its own)"},
    {"--tls-key", "", "FILE", "private key of the site, PEM"},
    {"--lua", "", "", "haproxy: print the script that its configuration loads"},
    {"--lua-file", "", "FILE", "haproxy: where that script is; \"/etc/haproxy/narvi.lua\" unless given"},
}};

bool has(std::span<const std::string> list, std::string_view member) {
  return std::ranges::find(list, member) != list.end();
}

bool trusts(std::span<const std::string> peers, const ProxyAddress& asked) {
  if (asked.is_unix()) {
    return has(peers, "unix");
  }
  const std::optional<http::IpAddress> address = http::parse_ip(asked.bare_host());
  return !address || std::ranges::any_of(peers, [&address](const std::string& peer) {
    const std::optional<http::Network> network = http::parse_network(peer);
    return network && network->contains(*address);
  });
}

/// What the settings lack, so that this proxy would be refused. On one machine a peer's address is the one
/// that it asks.
void warn(const Proxy& proxy, const ProxySetup& setup, const Settings& settings, Terminal& terminal) {
  const bool grpc = proxy.name == "envoy" && setup.grpc;
  if (!proxy.family.empty() && !grpc && !has(settings.list(kTable, "families"), proxy.family)) {
    terminal.err("Warning: [systems.forward_auth] families has no \"" + std::string(proxy.family) +
                 "\", which is how " + std::string(proxy.name) + " asks");
  }
  const ProxyAddress& asked = proxy.name == "apache" ? *setup.fastcgi : grpc ? *setup.grpc : setup.narvi;
  if (!trusts(settings.list("server", "trusted_proxies"), asked)) {
    terminal.err("Warning: [server] trusted_proxies does not have \"" +
                 (asked.is_unix() ? "unix" : asked.bare_host()) +
                 "\": what a proxy asks from there is refused");
  }
}

int refuse(Terminal& terminal, const std::string& message) {
  terminal.err("CommandError: " + message);
  return 1;
}

}  // namespace

std::span<const CommandOption> print_config_options() {
  return kOptions;
}

int run_print_config(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal) {
  const Settings& settings = house.services.settings;
  const Result<Options> options = read_options(settings);
  if (!options) {
    return refuse(terminal, options.error().message);
  }
  const std::string name = line.value("proxy").value_or("");
  const auto* const proxy = std::ranges::find(kProxies, name, &Proxy::name);
  const bool script = line.has("lua");
  if (proxy == kProxies.end() || (script && name != "haproxy")) {
    return refuse(terminal, script ? "--lua is for haproxy" : "there is no proxy \"" + name + "\"");
  }
  const Result<ProxySetup> setup = read_proxy_setup(line, settings, *options);
  if (!setup) {
    return refuse(terminal, setup.error().message);
  }
  Result<std::string> text = script ? print_haproxy_lua(*setup) : proxy->print(*setup);
  if (!text) {
    return refuse(terminal, text.error().message);
  }
  warn(*proxy, *setup, settings, terminal);
  text->pop_back();  // the terminal ends the line
  terminal.out(*text);
  return 0;
}

}  // namespace narvi::systems::forward_auth
