#include "http/admit.h"

#include <algorithm>
#include <array>

namespace narvi::http {

namespace {

/// Fields by which a peer speaks for somebody else. `-` and `_` were unified by the framing guard already.
constexpr std::array<std::string_view, 14> kSpokenFor = {
    "X-Forwarded-For",  "X-Forwarded-Host",  "X-Forwarded-Proto",  "X-Forwarded-Port", "X-Forwarded-Server",
    "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "Forwarded",        "X-Real-IP",
    "Remote-User",      "X-Remote-User",     "X-Remote-Email",     "X-Remote-Groups"};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

bool trusted_address(const AdmitPolicy& policy, std::string_view text) {
  const std::optional<IpAddress> address = parse_ip(text);
  return address && std::any_of(policy.trusted_networks.begin(), policy.trusted_networks.end(),
                                [&](const Network& network) { return network.contains(*address); });
}

/// The first address from the right that is not one of our proxies (remote-user-forward-auth §3.3).
std::string client_behind_proxies(const AdmitPolicy& policy, const Request& request) {
  const std::optional<std::string_view> forwarded = request.headers.find("X-Forwarded-For");
  std::string client = request.peer->address;
  std::string_view rest = forwarded.value_or(std::string_view());
  while (!rest.empty()) {
    const std::size_t comma = rest.rfind(',');
    const std::string_view entry = trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    if (!parse_ip(entry)) {
      return client;  // whatever stands left of something that is no address proves nothing
    }
    client = std::string(entry);
    if (!trusted_address(policy, entry)) {
      return client;
    }
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
  }
  return client;
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
  if (peer.unix_uid) {
    return policy.trust_unix_socket;
  }
  return trusted_address(policy, peer.address);
}

void admit(const AdmitPolicy& policy, Request& request) {
  const bool trusted = request.peer != nullptr && is_trusted(policy, *request.peer);
  request.https = request.peer != nullptr && request.peer->tls;
  request.client_address = request.peer == nullptr ? std::string() : request.peer->address;
  if (trusted) {
    request.client_address = client_behind_proxies(policy, request);
    const auto scheme = policy.ssl_header.empty() ? std::nullopt : request.headers.find(policy.ssl_header);
    if (scheme) {
      // With the header present the transport is ignored both ways (django-sessions-csrf §3.6).
      request.https = trim(scheme->substr(0, scheme->find(','))) == policy.ssl_value;
    }
  } else {
    for (const std::string_view name : kSpokenFor) {
      request.headers.remove(name);
    }
    for (const std::string& name : policy.identity_headers) {
      request.headers.remove(name);
    }
    if (!policy.ssl_header.empty()) {
      request.headers.remove(policy.ssl_header);
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
