#include "accounts/redirect_target.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "accounts/python_text.h"
#include "base/utf8.h"
#include "http/forms.h"
#include "http/url.h"

namespace narvi::accounts {

namespace {

constexpr std::size_t kLongestTarget = 2048;

struct Address {
  std::string scheme;     ///< lower case
  std::string_view host;  ///< with user and port
};

bool is_scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
         c == '.';
}

/// As Python's urlsplit. Empty for what it cannot read.
std::optional<Address> read_address(std::string_view url) {
  Address address;
  const std::size_t colon = url.find(':');
  if (colon != std::string_view::npos && colon > 0 &&
      std::ranges::all_of(url.substr(0, colon), is_scheme_character)) {
    address.scheme = python_lower(url.substr(0, colon));
    url.remove_prefix(colon + 1);
  }
  if (!url.starts_with("//")) {
    return address;
  }
  url.remove_prefix(2);
  address.host = url.substr(0, url.find_first_of("/?#"));
  const bool opens = address.host.find('[') != std::string_view::npos;
  const bool closes = address.host.find(']') != std::string_view::npos;
  return opens == closes ? std::optional(std::move(address)) : std::nullopt;
}

/// `url` is not empty.
bool leads_home(std::string_view url, std::span<const std::string_view> allowed_hosts, bool require_https) {
  // Browsers take any URL that begins with more than two slashes for absolute.
  const std::optional<Address> address = url.starts_with("///") ? std::nullopt : read_address(url);
  if (!address || (address->host.empty() && !address->scheme.empty()) ||
      is_unicode_other(first_code_point(url).value)) {
    return false;
  }
  if (address->host.empty()) {
    return true;
  }
  const std::string_view scheme = address->scheme.empty() ? "http" : std::string_view(address->scheme);
  return (scheme == "https" || (scheme == "http" && !require_https)) &&
         std::ranges::find(allowed_hosts, address->host) != allowed_hosts.end();
}

/// What browsers make of it before they look for a host (WHATWG URL, basic URL parser).
std::string without_breaks(std::string_view url) {
  std::string out(url);
  std::erase_if(out, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return out;
}

std::string with_slashes(std::string_view url) {
  std::string out(url);
  std::ranges::replace(out, '\\', '/');
  return out;
}

/// Python's urlencode(safe="/") of a query in which `field` is `next`: fields of one name stand together.
std::string query_with(std::string_view query, std::string_view field, std::string_view next) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  const auto group = [&groups](std::string_view name) -> std::vector<std::string>& {
    const auto found =
        std::ranges::find(groups, name, [](const auto& each) -> std::string_view { return each.first; });
    return found != groups.end() ? found->second
                                 : groups.emplace_back(name, std::vector<std::string>()).second;
  };
  const http::FormLimits no_limits{SIZE_MAX};
  if (const auto form = http::parse_form(query, no_limits)) {
    for (const auto& [name, value] : form->fields()) {
      group(name).push_back(value);
    }
  }
  group(field) = {std::string(next)};
  std::string out;
  for (const auto& [name, values] : groups) {
    for (const std::string& value : values) {
      out.append(out.empty() ? "" : "&").append(http::quote(name)).append("=").append(http::quote(value));
    }
  }
  return out;
}

}  // namespace

bool is_safe_redirect(std::string_view url, std::span<const std::string_view> allowed_hosts,
                      bool require_https, const DjangoBehaviour& version) {
  url = python_strip(url);
  if (url.empty() || (version.limits_redirect_length && count_code_points(url) > kLongestTarget)) {
    return false;
  }
  // Some browsers take '\' for '/', and it may stand in a user name, too: both readings must be safe.
  const std::string plain = without_breaks(url);
  return leads_home(url, allowed_hosts, require_https) && leads_home(plain, allowed_hosts, require_https) &&
         leads_home(with_slashes(url), allowed_hosts, require_https) &&
         leads_home(with_slashes(plain), allowed_hosts, require_https);
}

std::string login_redirect(std::string_view next, std::string_view login_url, std::string_view field) {
  const std::size_t fragment_at = std::min(login_url.find('#'), login_url.size());
  const std::string_view fragment = login_url.substr(fragment_at);
  login_url = login_url.substr(0, fragment_at);
  const std::size_t query_at = std::min(login_url.find('?'), login_url.size());
  std::string query(login_url.substr(std::min(query_at + 1, login_url.size())));
  if (!field.empty()) {
    query = query_with(query, field, next);
  }
  std::string out(login_url.substr(0, query_at));
  out.append(query.empty() ? "" : "?").append(query);
  return http::iri_to_uri(out.append(fragment.size() > 1 ? fragment : ""));
}

std::string next_after_login(std::string_view login_url, std::string_view scheme, std::string_view host,
                             std::string_view full_path) {
  const std::optional<Address> login = read_address(login_url);
  const bool same_scheme = !login || login->scheme.empty() || login->scheme == scheme;
  const bool same_host = !login || login->host.empty() || login->host == host;
  if (same_scheme && same_host) {
    return std::string(full_path);
  }
  return std::string(scheme).append("://").append(host).append(full_path);
}

}  // namespace narvi::accounts
