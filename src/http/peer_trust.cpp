#include "http/peer_trust.h"

#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/seldom.h"
#include "crypto/same.h"
#include "http/spoken_fields.h"

namespace narvi::http {

namespace {

template <class Value>
bool allows(const std::vector<Value>& allowed, const std::optional<Value>& value) {
  return allowed.empty() || (value && std::ranges::find(allowed, *value) != allowed.end());
}

bool has_name(const std::vector<std::string>& allowed, const Peer& peer) {
  return allowed.empty() || std::ranges::any_of(peer.tls_names, [&allowed](const std::string& name) {
           return std::ranges::find(allowed, name) != allowed.end();
         });
}

}  // namespace

std::string_view word(Trust trust) {
  constexpr std::array<std::string_view, 6> kWords = {"trusted",    "not_listed",  "unix_user",
                                                      "unix_group", "certificate", "secret"};
  return kWords[static_cast<std::size_t>(trust)];
}

void complain(Trust trust, std::string_view request_id) {
  static std::array<Seldom, 6> seldom;
  if (seldom[static_cast<std::size_t>(trust)].due()) {
    log_info("a listed peer named a user and was not believed",
             {{"request_id", request_id}, {"why", word(trust)}});
  }
}

bool is_listed(const std::vector<Network>& networks, bool unix_socket, const Peer& peer) {
  if (peer.unix_uid) {
    return unix_socket;
  }
  const std::optional<IpAddress> address = parse_ip(peer.address);
  return address && std::ranges::any_of(
                        networks, [&address](const Network& network) { return network.contains(*address); });
}

Trust PeerTrust::evaluate(const Peer& peer, const Headers& headers) const {
  if (!is_listed(servers_.networks, servers_.unix_socket, peer)) {
    return Trust::kNotListed;
  }
  if (!allows(servers_.unix_uids, peer.unix_uid)) {
    return Trust::kUnixUser;
  }
  if (!allows(servers_.unix_gids, peer.unix_gid)) {
    return Trust::kUnixGroup;
  }
  if (!has_name(servers_.tls_names, peer)) {
    return Trust::kCertificate;
  }
  return servers_.secrets.empty() || knows_secret(headers) ? Trust::kTrusted : Trust::kSecret;
}

bool PeerTrust::knows_secret(const Headers& headers) const {
  std::string_view given;
  std::size_t times = 0;
  for (const HeaderView& field : headers.fields()) {
    if (same_variable(field.name, servers_.secret_header)) {
      given = field.value;
      ++times;
    }
  }
  bool known = false;
  for (const SecretText& secret : servers_.secrets) {
    // No early end: which of several secrets it was must not show in the time.
    known = crypto::same(given, secret.reveal()) || known;
  }
  // One that is hop by hop would have been dropped on the way, so it is not the front server's (RFC 9110
  // §7.6.1).
  return known && times == 1 && !given.empty() && !is_hop_by_hop(headers, servers_.secret_header);
}

}  // namespace narvi::http
