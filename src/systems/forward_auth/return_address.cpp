#include "systems/forward_auth/return_address.h"

#include <algorithm>

#include "http/admit.h"
#include "http/url.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::size_t kLongest = 2048;  // bytes of a return address; more than any browser needs

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

/// Everything a browser could read otherwise than we do: blanks and control characters (it drops some),
/// backslashes (it takes them for slashes), bytes that are not ASCII.
bool is_plain(std::string_view url) {
  return !url.empty() && url.size() <= kLongest &&
         std::ranges::all_of(url, [](char c) { return c > 0x20 && c < 0x7F && c != '\\'; });
}

/// An absolute http or https address, split.
struct Address {
  std::string scheme;
  std::string host;       ///< lower case
  std::string_view port;  ///< empty: none given
};

std::optional<Address> read_address(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (!is_plain(url) || colon == std::string_view::npos) {
    return std::nullopt;
  }
  Address address{.scheme = lowered(url.substr(0, colon)), .host = {}, .port = {}};
  const std::string_view rest = url.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  address.host = http::host_domain(authority);
  if ((address.scheme != "http" && address.scheme != "https") || address.host.empty()) {
    return std::nullopt;  // host_domain takes no userinfo
  }
  const std::size_t port = authority.rfind(':');
  if (port != std::string_view::npos && authority.back() != ']') {
    address.port = authority.substr(port + 1);
  }
  return address;
}

}  // namespace

std::optional<std::string> protected_domain(std::string_view given) {
  if (given.starts_with('.')) {
    given.remove_prefix(1);
  }
  const std::string domain = http::host_domain(given);
  const bool whole = domain == lowered(given) && given.find_first_of(":[") == std::string_view::npos;
  return whole && !domain.empty() && !domain.starts_with('.') && domain.find("..") == std::string::npos
             ? std::optional(domain)
             : std::nullopt;
}

bool is_below(std::string_view host, std::span<const std::string> domains) {
  return std::ranges::any_of(domains, [host](const std::string& domain) {
    return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                              host[host.size() - domain.size() - 1] == '.');
  });
}

bool is_login_url(std::string_view url) {
  return read_address(url).has_value() && url.find('#') == std::string_view::npos;
}

bool is_safe_return_address(std::string_view url, std::span<const std::string> domains, bool allow_http) {
  const std::optional<Address> address = read_address(url);
  if (!address) {
    return false;
  }
  const bool https = address->scheme == "https";
  const bool own_port = address->port.empty() || address->port == (https ? "443" : "80");
  return (https || allow_http) && own_port && is_below(address->host, domains);
}

std::string login_address(std::string_view login_url, const Target& target) {
  std::string back = target.address();
  if (back.size() > kLongest) {
    back = back.substr(0, back.find('?'));  // better the page without its query than no way back at all
  }
  std::string location(login_url);
  location += login_url.find('?') == std::string_view::npos ? '?' : '&';
  if (back.size() <= kLongest) {
    location.append("rd=").append(http::quote(back, "")).append("&");
  }
  return location.append("rm=").append(target.method);
}

}  // namespace narvi::systems::forward_auth
