#include "http/admit.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "http/joined_field.h"
#include "http/list_field.h"
#include "http/spoken_fields.h"

namespace narvi::http {

namespace {

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

bool trusted_address(const AdmitPolicy& policy, const IpAddress& address) {
  return std::ranges::any_of(policy.trusted_networks,
                             [&](const Network& network) { return network.contains(address); });
}

/// One address has one spelling: what is counted by it must not be split.
std::string address_of(const Peer& peer) {
  constexpr std::string_view kMapped = "::ffff:";
  const std::optional<IpAddress> mapped =
      peer.address.starts_with(kMapped) ? parse_ip(peer.address) : std::nullopt;
  return mapped ? to_text(*mapped) : peer.address;
}

/// The first address from the right that is not one of our proxies (remote-user-forward-auth §3.3).
std::string client_behind_proxies(const AdmitPolicy& policy, const Request& request) {
  const std::string forwarded = joined_field(request.headers, "X-Forwarded-For").value_or("");
  std::optional<IpAddress> client;
  std::string_view rest = forwarded;
  while (!rest.empty()) {
    const std::size_t comma = rest.rfind(',');
    const auto entry =
        parse_ip_with_port(trim_blanks(comma == std::string_view::npos ? rest : rest.substr(comma + 1)));
    if (!entry) {
      break;  // whatever stands left of something that is no address proves nothing
    }
    client = entry;
    if (!trusted_address(policy, *entry)) {
      break;
    }
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
  }
  return client ? to_text(*client) : request.client_address;
}

/// What a field claims.
enum class Claim : std::uint8_t { kNothing, kConnection, kUser, kSecret };

Claim claim_of(const AdmitPolicy& policy, std::string_view name) {
  if (same_variable(name, kProxySecretHeader) ||
      (policy.front_servers && same_variable(name, policy.front_servers->secret_header()))) {
    return Claim::kSecret;
  }
  const std::optional<std::size_t> row = spoken_field(name);
  if ((row && spoken_fields()[*row].names_user) ||
      std::ranges::any_of(policy.identity_headers,
                          [name](const std::string& own) { return same_variable(own, name); })) {
    return Claim::kUser;
  }
  const bool speaks = row || (!policy.ssl_header.empty() && same_variable(policy.ssl_header, name));
  return speaks ? Claim::kConnection : Claim::kNothing;
}

/// Whether the peer may name a user, or why not: without front_servers whoever is trusted may.
Trust trust_in(const AdmitPolicy& policy, const Request& request) {
  if (!request.from_trusted_peer) {
    return Trust::kNotListed;
  }
  return policy.front_servers ? policy.front_servers->evaluate(*request.peer, request.headers)
                              : Trust::kTrusted;
}

/// Those that say what is hop by hop, beside the fields while some of these go.
Headers connection_fields(const Headers& headers) {
  Headers found;
  for (const HeaderView& field : headers.fields()) {
    if (same_name(field.name, "Connection")) {
      found.add(field.name, field.value);
    }
  }
  return found;
}

void drop_unbelievable(const AdmitPolicy& policy, Request& request) {
  const Trust trust = trust_in(policy, request);
  const bool front_server = trust == Trust::kTrusted;
  bool named = false;
  const Headers as_sent = connection_fields(request.headers);
  std::erase_if(request.headers.fields(), [&](const HeaderView& field) {
    switch (claim_of(policy, field.name)) {
      case Claim::kNothing:
        return false;
      case Claim::kSecret:
        return true;
      case Claim::kUser:
        named = true;
        return !front_server || is_hop_by_hop(as_sent, field.name);
      case Claim::kConnection:
        return !request.from_trusted_peer || is_hop_by_hop(as_sent, field.name);
    }
    return true;
  });
  if (named && !front_server && request.from_trusted_peer) {
    complain(trust, request.request_id);
  }
  // A server that calls us as a library has no peer: it knows who it is.
  if (policy.front_servers && request.peer != nullptr && !front_server) {
    request.remote_user = {};
  }
}

/// Django's host pattern: letters, digits, dots and dashes, or a bracketed IPv6 address; then perhaps a port.
std::optional<std::string_view> split_domain(std::string_view host) {
  std::size_t end = 0;
  if (host.starts_with('[')) {
    end = host.find(']');
    if (end == std::string_view::npos || !parse_ip(host.substr(1, end - 1))) {
      return std::nullopt;
    }
    ++end;
  } else {
    while (end < host.size() && (std::isalnum(static_cast<unsigned char>(host[end])) != 0 ||
                                 host[end] == '.' || host[end] == '-')) {
      ++end;
    }
  }
  const std::string_view port = host.substr(end);
  const bool port_fits = port.empty() || (port.size() > 1 && port.front() == ':' &&
                                          port.find_first_not_of("0123456789", 1) == std::string_view::npos);
  return end > 0 && port_fits ? std::optional(host.substr(0, end)) : std::nullopt;
}

bool matches(std::string_view domain, std::string_view pattern) {
  if (pattern == "*") {
    return true;
  }
  if (pattern.starts_with('.')) {
    return domain.ends_with(pattern) || domain == pattern.substr(1);
  }
  return domain == pattern;
}

}  // namespace

bool is_trusted(const AdmitPolicy& policy, const Peer& peer) {
  return is_listed(policy.trusted_networks, policy.trust_unix_socket, peer);
}

void admit(const AdmitPolicy& policy, Request& request) {
  request.from_trusted_peer = request.peer != nullptr && is_trusted(policy, *request.peer);
  drop_unbelievable(policy, request);
  request.https = request.peer != nullptr && request.peer->tls;
  request.client_address = request.peer == nullptr ? std::string() : address_of(*request.peer);
  if (request.from_trusted_peer) {
    request.client_address = client_behind_proxies(policy, request);
    const auto scheme = policy.ssl_header.empty() ? std::nullopt : request.headers.find(policy.ssl_header);
    if (scheme) {
      // With the header present the transport is ignored both ways (django-sessions-csrf §3.6).
      request.https = trim_blanks(scheme->substr(0, scheme->find(','))) == policy.ssl_value;
    }
  }
  const auto forwarded_host =
      policy.use_x_forwarded_host ? request.headers.find("X-Forwarded-Host") : std::nullopt;
  request.host = std::string(forwarded_host ? *forwarded_host : request.headers.find("Host").value_or(""));
}

std::string host_domain(std::string_view host) {
  const std::optional<std::string_view> domain = split_domain(host);
  if (!domain) {
    return {};
  }
  std::string out(*domain);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  if (out.ends_with('.')) {
    out.pop_back();
  }
  return out;
}

bool host_allowed(const AdmitPolicy& policy, const Request& request) {
  const std::string domain = host_domain(request.host);
  return !domain.empty() && std::any_of(policy.allowed_hosts.begin(), policy.allowed_hosts.end(),
                                        [&](const std::string& pattern) { return matches(domain, pattern); });
}

}  // namespace narvi::http
