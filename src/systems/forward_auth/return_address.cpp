#include "systems/forward_auth/return_address.h"

#include <algorithm>
#include <utility>

#include "http/admit.h"
#include "http/url.h"
#include "systems/forward_auth/target_parts.h"

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
  bool https = false;
  Authority authority;
};

std::optional<Address> read_address(std::string_view url) {
  if (!is_plain(url)) {
    return std::nullopt;
  }
  const std::optional<AddressParts> parts = parse_address(url.substr(0, url.find('#')));
  std::optional<Authority> authority = parts ? parse_authority(parts->authority) : std::nullopt;
  if (!authority || !parts->scheme.starts_with("http")) {
    return std::nullopt;
  }
  return Address{parts->scheme == "https", std::move(*authority)};
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
  const std::string& port = address->authority.port;
  const bool own_port = port.empty() || port == (address->https ? "443" : "80");
  return (address->https || allow_http) && own_port && is_below(address->authority.host, domains);
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
