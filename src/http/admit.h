#pragma once
// admit: what every request passes before anything looks at it, whichever entrance it came by: forwarded and
// identity headers count only from trusted peers, and the Host must be one of ours (design §6; contracts
// django-sessions-csrf §3.6, remote-user-forward-auth §3.2, §3.3; README C23, C28).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/network.h"
#include "http/request.h"

namespace narvi::http {

struct AdmitPolicy {
  std::vector<std::string> allowed_hosts;  ///< "example.com", ".example.com", "*"
  std::vector<Network> trusted_networks;
  bool trust_unix_socket = false;  ///< "unix" among trusted_proxies
  bool use_x_forwarded_host = false;
  std::string ssl_header;  ///< SECURE_PROXY_SSL_HEADER: name of the field, empty for none
  std::string ssl_value;   ///< and the value that means https
  /// Further fields that name a user (`remote_user_header`): only trusted peers may send them.
  std::vector<std::string> identity_headers;
};

/// True if this peer may speak for a client.
bool is_trusted(const AdmitPolicy& policy, const Peer& peer);

/// Drops forwarded and identity fields of untrusted peers, and decides request.https, .host and
/// .client_address.
void admit(const AdmitPolicy& policy, Request& request);

/// Whether request.host is well formed and allowed; if not, the answer is Django's 400 page.
bool host_allowed(const AdmitPolicy& policy, const Request& request);

/// Host without port and trailing dot, lower case. Empty if it is not a host at all.
std::string host_domain(std::string_view host);

}  // namespace narvi::http
