#pragma once
// PeerTrust: whether the other end of a connection is a front server whose word on who a user is counts
// (contract remote-user-forward-auth §3.2). Pure: nothing but the connection and the head is looked at.

#include <cstdint>
#include <string>
#include <vector>

#include "base/secret.h"
#include "http/network.h"
#include "http/request.h"

namespace narvi::http {

inline constexpr const char* kProxySecretHeader = "X-Narvi-Proxy-Secret";

/// The tests. Those that are empty are not configured; the first is: with neither networks nor the socket
/// nobody is trusted.
struct FrontServers {
  std::vector<Network> networks;
  bool unix_socket = false;
  std::vector<std::uint32_t> unix_uids;
  std::vector<std::uint32_t> unix_gids;
  std::vector<std::string> tls_names;  ///< one of them must be among Peer::tls_names
  std::vector<SecretText> secrets;     ///< one of them must be the only value of secret_header
  std::string secret_header = kProxySecretHeader;
};

enum class Trust : std::uint8_t {
  kTrusted,
  kNotListed,    ///< neither its address nor the unix socket is trusted
  kUnixUser,     ///< not a process of one of the users
  kUnixGroup,    ///< not a process of one of the groups
  kCertificate,  ///< no verified certificate with one of the names
  kSecret,       ///< no shared secret, a wrong one, or several
};

/// One word for the log.
std::string_view word(Trust trust);

/// Says in the log that a listed peer named a user and was not believed; at most once a minute for each
/// reason.
void complain(Trust trust, std::string_view request_id);

/// Whether the connection itself is listed: the first test alone.
bool is_listed(const std::vector<Network>& networks, bool unix_socket, const Peer& peer);

class PeerTrust {
 public:
  explicit PeerTrust(FrontServers servers) : servers_(std::move(servers)) {}

  /// kTrusted only if every configured test passes; else the first that does not. `headers`: with the field
  /// of the secret still in them.
  Trust evaluate(const Peer& peer, const Headers& headers) const;

  /// The field that carries the secret. It must be removed before anybody else sees the head.
  const std::string& secret_header() const { return servers_.secret_header; }

 private:
  bool knows_secret(const Headers& headers) const;

  FrontServers servers_;
};

}  // namespace narvi::http
