#include "systems/forward_auth/proxy_address.h"

#include <algorithm>

#include "http/network.h"

namespace narvi::systems::forward_auth {

namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_plain(char letter) {
  return is_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         std::string_view("-._").find(letter) != std::string_view::npos;
}

bool is_ipv6(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
         http::parse_ip(text.substr(1, text.size() - 2)).has_value();
}

}  // namespace

std::string ProxyAddress::text() const {
  return is_unix() ? "unix:" + socket : host + ":" + port;
}

std::string ProxyAddress::bare_host() const {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

bool is_plain_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_plain);
}

bool is_plain_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit);
}

bool is_plain_path(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return is_plain(letter) || std::string_view("/@+:").find(letter) != std::string_view::npos;
  });
}

Result<ProxyAddress> parse_proxy_address(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  const auto unreadable = [] { return fail(ErrorKind::kInvalid, std::string(kAddressForm)); };
  if (text.starts_with(kUnix)) {
    const std::string_view path = text.substr(kUnix.size());
    if (!path.starts_with('/') || !is_plain_path(path)) {
      return unreadable();
    }
    return ProxyAddress{.host = {}, .port = {}, .socket = std::string(path)};
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return unreadable();
  }
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (!is_plain_port(port) || !(host.empty() || is_plain_host(host) || is_ipv6(host))) {
    return unreadable();
  }
  return ProxyAddress{.host = std::string(host), .port = std::string(port), .socket = {}};
}

ProxyAddress reachable(ProxyAddress address) {
  if (address.is_unix()) {
    return address;
  }
  if (address.host.empty() || address.host == "0.0.0.0") {
    address.host = "127.0.0.1";
  } else if (address.host == "[::]") {
    address.host = "[::1]";
  }
  return address;
}

}  // namespace narvi::systems::forward_auth
