#pragma once
// admit: what every request passes before anything looks at it, whichever entrance it came by: forwarded and
// identity headers count only from trusted peers, and the Host must be one of ours (design §6; contracts
// django-sessions-csrf §3.6, remote-user-forward-auth §3.2, §3.3; README C23, C28).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/network.h"
#include "http/peer_trust.h"
#include "http/request.h"

namespace narvi::http {

struct AdmitPolicy {
  std::vector<std::string> allowed_hosts;  ///< "example.com", ".example.com", "*"
  std::vector<Network> trusted_networks;
  bool trust_unix_socket = false;  ///< "unix" among trusted_proxies
  bool use_x_forwarded_host = false;
  std::string ssl_header;  ///< SECURE_PROXY_SSL_HEADER: name of the field, empty for none
  std::string ssl_value;   ///< and the value that means https
  /// Fields that name a user besides those of spoken_fields(): only trusted peers may send them.
  std::vector<std::string> identity_headers;
  /// Who of the trusted peers may name a user; empty: all of them.
  std::optional<PeerTrust> front_servers;
};

/// True if this peer may speak for a client.
bool is_trusted(const AdmitPolicy& policy, const Peer& peer);

/// Drops what a peer may not say: of strangers the spoken fields (http/spoken_fields.h), of trusted peers
/// that are no front servers those that name a user (with front_servers also request.remote_user), and of
/// everybody the field of the shared secret and whatever of this a Connection field lists. Decides
/// request.https, .host, .from_trusted_peer and .client_address (remote-user-forward-auth §3.3).
void admit(const AdmitPolicy& policy, Request& request);

/// Whether request.host is well formed and allowed; if not, the answer is Django's 400 page.
bool host_allowed(const AdmitPolicy& policy, const Request& request);

/// Host without port and trailing dot, lower case. Empty if it is not a host at all.
std::string host_domain(std::string_view host);

}  // namespace narvi::http
