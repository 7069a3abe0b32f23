#pragma once
// `narvi authz print-config`: the configuration of a proxy that asks Narvi, ready to use (contract
// remote-user-forward-auth §3.4, §6.4, §9).

#include <span>
#include <string>

#include "base/command.h"
#include "rest/system.h"
#include "systems/forward_auth/proxy_setup.h"

namespace narvi::systems::forward_auth {

// One function for each proxy: the text of its configuration. Some proxies cannot do all that a setup says:
// that is the error, with its mend.

Result<std::string> print_nginx(const ProxySetup& setup);
Result<std::string> print_caddy(const ProxySetup& setup);
Result<std::string> print_haproxy(const ProxySetup& setup);
/// The script that HAProxy's configuration loads.
Result<std::string> print_haproxy_lua(const ProxySetup& setup);
Result<std::string> print_apache(const ProxySetup& setup);
Result<std::string> print_traefik(const ProxySetup& setup);
Result<std::string> print_envoy(const ProxySetup& setup);

/// Options and function of the command, for the system's table of commands.
std::span<const CommandOption> print_config_options();
/// Prints to standard output; what would keep the configuration from working, to standard error. Exit code 0
/// or 1.
int run_print_config(const rest::CommandHouse& house, const CommandLine& line, Terminal& terminal);

}  // namespace narvi::systems::forward_auth
