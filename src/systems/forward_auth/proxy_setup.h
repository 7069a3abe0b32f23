#pragma once
// What a printed configuration says, from the settings and the command line of `narvi authz print-config`.

#include <optional>
#include <string>
#include <vector>

#include "base/command.h"
#include "base/settings.h"
#include "systems/forward_auth/options.h"
#include "systems/forward_auth/proxy_address.h"

namespace narvi::systems::forward_auth {

/// Its texts hold nothing that a proxy's language could read as its own.
struct ProxySetup {
  std::string site;                    ///< what visitors write: "app.example.com", with a port if unusual
  std::string host;                    ///< the same without port
  ProxyAddress upstream;               ///< of the application
  ProxyAddress narvi;                  ///< of this program
  std::optional<ProxyAddress> listen;  ///< of the proxy; empty: its usual port on all addresses
  std::string tls_certificate;         ///< empty: plain HTTP, or the proxy's own way to certificates
  std::string tls_key;
  std::string path = "/authz/";      ///< of the decision endpoints, with both slashes
  std::string user_header;           ///< the field that tells the user name
  std::vector<std::string> headers;  ///< every field that Narvi answers with, the user's first
  std::vector<std::string> cookies;  ///< names of those that Narvi may set for the visitor
  std::optional<ProxyAddress> fastcgi;
  std::optional<ProxyAddress> grpc;
  std::string lua_file = "/etc/haproxy/narvi.lua";

  bool tls() const { return !tls_certificate.empty(); }
};

/// Reads the options --site, --upstream, --narvi, --listen, --tls-certificate, --tls-key and --lua-file; the
/// rest are settings. The error names the option and its mend.
Result<ProxySetup> read_proxy_setup(const CommandLine& line, const Settings& settings,
                                    const Options& options);

}  // namespace narvi::systems::forward_auth
