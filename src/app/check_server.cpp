#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/setting_syntax.h"
#include "app/settings_check.h"
#include "http/network.h"

namespace narvi::app {

namespace {

constexpr std::string_view kServer = "server";
constexpr const char* kListenMend =
    "write an address with its port such as \"127.0.0.1:8000\" or \"[::1]:8000\", \"unix:/run/narvi.sock\" "
    "or \"systemd\"";

void check_listen(Findings& findings) {
  const Settings& settings = findings.settings();
  const std::vector<std::string>& addresses = settings.list(kServer, "listen");
  if (addresses.empty()) {
    findings.add(kServer, "listen", "there is no address to answer on", kListenMend);
  }
  std::set<std::string_view> seen;
  for (const std::string& address : addresses) {
    if (!is_listen_address(address)) {
      findings.add(kServer, "listen", fmt::format("\"{}\" is not an address", address), kListenMend);
    } else if (!seen.insert(address).second) {
      findings.add(kServer, "listen", fmt::format("\"{}\" is listed twice", address), "keep one of the two");
    }
  }
  const auto metrics = settings.optional_text(kServer, "metrics_listen");
  if (!metrics) {
    return;
  }
  if (!is_listen_address(*metrics) || *metrics == "systemd") {
    findings.add(kServer, "metrics_listen", fmt::format("\"{}\" is not an address", *metrics),
                 "write an address with its port such as \"127.0.0.1:9100\", or \"none\"");
  } else if (seen.contains(*metrics)) {
    findings.add(kServer, "metrics_listen", "it is also in listen: metrics would be open to clients",
                 "give it an address or a port of its own");
  }
}

bool is_host_pattern(std::string_view host) {
  if (host == "*") {
    return true;
  }
  if (host.starts_with('[')) {
    return host.ends_with(']') && http::parse_ip(host.substr(1, host.size() - 2)).has_value();
  }
  return !host.empty() && host.find_first_of(" :/*,") == std::string_view::npos;
}

void check_hosts(Findings& findings) {
  const std::vector<std::string>& hosts = findings.settings().list(kServer, "allowed_hosts");
  if (hosts.empty()) {
    findings.add(kServer, "allowed_hosts", "every request would be refused: no host is allowed",
                 "list the names of this site, for example [\"auth.example.com\"]");
  }
  for (const std::string& host : hosts) {
    if (!is_host_pattern(host)) {
      findings.add(kServer, "allowed_hosts", fmt::format("\"{}\" is not a host name", host),
                   "write the name alone, without scheme, port or path: \"example.com\"; \".example.com\" "
                   "includes all "
                   "names below; an IPv6 address goes in brackets");
    }
  }
}

void check_proxies(Findings& findings) {
  for (const std::string& proxy : findings.settings().list(kServer, "trusted_proxies")) {
    if (proxy != "unix" && !http::parse_network(proxy)) {
      findings.add(kServer, "trusted_proxies", fmt::format("\"{}\" is not a network", proxy),
                   "write an address such as \"127.0.0.1\", a network such as \"10.0.0.0/8\" with no bits "
                   "set behind its "
                   "prefix, or \"unix\"");
    }
  }
}

void check_tls(Findings& findings) {
  const Settings& settings = findings.settings();
  const bool certificate = settings.optional_text(kServer, "tls_certificate").has_value();
  const bool key = settings.optional_text(kServer, "tls_key").has_value();
  const bool authority = settings.optional_text(kServer, "tls_client_ca").has_value();
  if (certificate && !key) {
    findings.add(kServer, "tls_certificate", "there is no key for it", "set tls_key, too");
  }
  if (key && !certificate) {
    findings.add(kServer, "tls_key", "there is no certificate for it", "set tls_certificate, too");
  }
  if (authority && !certificate) {
    findings.add(kServer, "tls_client_ca", "without TLS no client shows a certificate",
                 "set tls_certificate and tls_key, too");
  }
  if (settings.boolean(kServer, "tls_client_required") && !authority) {
    findings.add(kServer, "tls_client_required",
                 "no authority is named that client certificates could come from", "set tls_client_ca, too");
  }
}

void check_database(Findings& findings) {
  if (!parse_database_url(findings.settings().secret("database", "url").reveal())) {
    // The text may hold a password, so it is not shown.
    findings.add("database", "url", "this is not the address of a database",
                 "write \"sqlite:narvi.db\" or \"postgresql://user:password@host:5432/name\"");
  }
}

}  // namespace

void check_server(Findings& findings) {
  const Settings& settings = findings.settings();
  check_listen(findings);
  check_hosts(findings);
  check_proxies(findings);
  check_tls(findings);
  if (!parse_socket_mode(settings.text(kServer, "socket_mode"))) {
    findings.add(kServer, "socket_mode",
                 fmt::format("\"{}\" is not a file mode", settings.text(kServer, "socket_mode")),
                 "write octal digits such as \"0660\"");
  }
  if (settings.integer(kServer, "target_limit") > settings.integer(kServer, "head_limit")) {
    findings.add(kServer, "target_limit", "it is larger than head_limit, which it is part of",
                 "lower it, or raise head_limit");
  }
  check_database(findings);
}

}  // namespace narvi::app
