#include "cache/redis/address.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace narvi::cache::redis {

namespace {

constexpr std::size_t kLongest = 2048;
constexpr std::size_t kLongestSocketPath = 107;  // sun_path without its final zero (unix(7))
// More than any server is configured for; a typing error with many digits must not wrap around.
constexpr std::uint32_t kMostDatabases = 1'000'000;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && value <= most;
  return whole ? std::optional(value) : std::nullopt;
}

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// RFC 3986 §2.1. Empty for a '%' without two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const int high = at + 2 < text.size() ? hexadecimal(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hexadecimal(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

/// "user", "user:password" or ":password".
bool read_user(std::string_view text, Address& address) {
  const std::size_t colon = text.find(':');
  std::optional<std::string> user = percent_decoded(text.substr(0, colon));
  if (!user) {
    return false;
  }
  address.user = std::move(*user);
  if (colon == std::string_view::npos) {
    return false;  // a user without a password cannot be authenticated
  }
  std::optional<std::string> password = percent_decoded(text.substr(colon + 1));
  if (!password || password->empty()) {
    return false;
  }
  address.password = SecretText(std::move(*password));
  return true;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_';
}

bool is_ipv6_character(char c) {
  return hexadecimal(c) >= 0 || c == ':' || c == '.';
}

/// "host", "host:port", "[::1]", "[::1]:port".
bool read_host(std::string_view text, Address& address) {
  std::string_view port;
  if (take(text, "[")) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || text.substr(0, end).find(':') == std::string_view::npos ||
        !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), is_ipv6_character)) {
      return false;
    }
    address.host = text.substr(0, end);
    port = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    address.host = text.substr(0, colon);
    port = text.substr(colon);
    if (!std::all_of(address.host.begin(), address.host.end(), is_name_character)) {
      return false;
    }
  }
  if (address.host.empty()) {
    return false;
  }
  if (port.empty()) {
    return true;
  }
  const auto given = take(port, ":") ? number(port, 65535) : std::nullopt;
  address.port = static_cast<std::uint16_t>(given.value_or(0));
  return address.port != 0;
}

bool read_path(std::string_view path, Address& address) {
  address.path = path;
  return path.starts_with('/') && path.size() > 1 && path.size() <= kLongestSocketPath;
}

/// What follows "redis://".
bool read_redis(std::string_view text, Address& address) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  std::string_view authority = text.substr(0, slash);
  std::string_view database = text.substr(slash);
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    if (!read_user(authority.substr(0, at), address)) {
      return false;
    }
    authority.remove_prefix(at + 1);
  }
  if (take(database, "/") && !database.empty()) {
    const auto given = number(database, kMostDatabases);
    if (!given) {
      return false;
    }
    address.database = *given;
  }
  return read_host(authority, address);
}

/// What follows "unix:".
bool read_unix(std::string_view text, Address& address) {
  if (!take(text, "//")) {
    return read_path(text, address);
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  std::string_view user = text.substr(0, slash);
  if (!user.empty()) {
    if (!user.ends_with('@')) {
      return false;  // a host has no place here
    }
    user.remove_suffix(1);
    if (!read_user(user, address)) {
      return false;
    }
  }
  return read_path(text.substr(slash), address);
}

}  // namespace

std::string Address::shown() const {
  if (host.empty()) {
    return "unix:" + path;
  }
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/" + std::to_string(database);
}

Result<Address> parse_address(std::string_view url) {
  Address address;
  const bool bounded = url.size() <= kLongest && url.find('\0') == std::string_view::npos;
  const bool read = bounded && (take(url, "redis://") ? read_redis(url, address)
                                : take(url, "unix:")  ? read_unix(url, address)
                                                      : false);
  if (!read) {
    return fail(ErrorKind::kConfiguration, "the URL is not the address of a Redis server");
  }
  return address;
}

}  // namespace narvi::cache::redis
