#include "systems/forward_auth/target_parts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "http/network.h"
#include "http/url.h"

namespace narvi::systems::forward_auth {

namespace {

constexpr std::size_t kLongestMethod = 32;
constexpr std::size_t kLongestHost = 253;  // RFC 1035 §2.3.4, as text
constexpr std::size_t kLongestLabel = 63;
constexpr std::array<std::string_view, 4> kSchemes = {"http", "https", "ws", "wss"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/// Underscores are no letters of a host name, but names inside of many a network have them.
bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && std::ranges::all_of(label, [](char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_';
  });
}

/// Browsers take a name whose last label is a number, "0x" included, for an IPv4 address in one of many
/// spellings (URL Standard, "ends in a number").
bool ends_in_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
  if (std::ranges::all_of(last, is_digit)) {
    return true;
  }
  return last.size() >= 2 && last[0] == '0' && lower(last[1]) == 'x' &&
         std::ranges::all_of(last.substr(2), is_hex);
}

bool has_only_labels(std::string_view host) {
  for (;;) {
    const std::size_t dot = host.find('.');
    if (!is_label(host.substr(0, dot))) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return true;
    }
    host.remove_prefix(dot + 1);
  }
}

/// `text` with its brackets.
std::optional<std::string> canonical_ipv6(std::string_view text) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  const std::optional<http::IpAddress> address = http::parse_ip(inner);
  if (!address || inner.find(':') == std::string_view::npos) {
    return std::nullopt;
  }
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (::inet_ntop(AF_INET6, address->bytes.data(), written.data(), written.size()) == nullptr) {
    return std::nullopt;
  }
  return "[" + std::string(written.data()) + "]";
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F;
  });
}

/// A '%' that names no byte: programs disagree whether that is an error.
bool has_broken_escape(std::string_view raw) {
  for (std::size_t at = raw.find('%'); at != std::string_view::npos; at = raw.find('%', at + 1)) {
    if (at + 2 >= raw.size() || !is_hex(raw[at + 1]) || !is_hex(raw[at + 2])) {
      return true;
    }
  }
  return false;
}

/// An escape that is still there after decoding: a program that decodes twice sees another path.
bool has_second_escape(std::string_view decoded) {
  for (std::size_t at = decoded.find('%'); at != std::string_view::npos; at = decoded.find('%', at + 1)) {
    if (at + 2 < decoded.size() && is_hex(decoded[at + 1]) && is_hex(decoded[at + 2])) {
      return true;
    }
  }
  return false;
}

bool has_encoded_slash(std::string_view raw) {
  return raw.find("%2F") != std::string_view::npos || raw.find("%2f") != std::string_view::npos;
}

/// '#' ends the path for some, and a request line should not hold one; a '?' was encoded, else the path would
/// have ended there, and does end there for who decodes before he splits.
bool is_odd_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || c == '\\' || c == ';' || c == '#' || c == '?';
}

/// Most paths are their own plain form.
bool is_plain_already(std::string_view raw) {
  char before = ' ';
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x7F || c == '%' || is_odd_byte(c) || (before == '/' && (c == '/' || c == '.'))) {
      return false;
    }
    before = c;
  }
  return true;
}

/// Resolves dot segments (RFC 3986 §5.2.4) and merges slashes in one pass. Tells whether there were dots.
bool resolve(std::string_view path, std::string& out) {
  bool dots = false;
  out = "/";
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    const bool last = slash == path.size();
    path.remove_prefix(last ? slash : slash + 1);
    if (segment.empty()) {
      continue;
    }
    if (segment == "." || segment == "..") {
      dots = true;
      if (segment == ".." && out.size() > 1) {
        out.erase(out.rfind('/', out.size() - 2) + 1);
      }
      continue;
    }
    out += segment;
    if (!last) {
      out += '/';
    }
  }
  return dots;
}

}  // namespace

bool is_target_method(std::string_view method) {
  return !method.empty() && method.size() <= kLongestMethod &&
         std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string_view target_scheme(std::string_view text) {
  const auto found = std::ranges::find_if(kSchemes, [text](std::string_view scheme) {
    return scheme.size() == text.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(),
                      [](char ours, char given) { return ours == lower(given); });
  });
  return found == kSchemes.end() ? std::string_view() : *found;
}

std::optional<std::string> canonical_host(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    return canonical_ipv6(text);
  }
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  if (text.size() > kLongestHost || !has_only_labels(text)) {
    return std::nullopt;
  }
  if (ends_in_number(text) && !http::parse_ip(text)) {
    return std::nullopt;
  }
  std::string host(text);
  std::ranges::transform(host, host.begin(), lower);
  return host;
}

std::optional<Authority> parse_authority(std::string_view text) {
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::optional<std::string> host = canonical_host(text.substr(0, colon));
  if (!host) {
    return std::nullopt;
  }
  if (colon == std::string_view::npos) {
    return Authority{std::move(*host), {}};
  }
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || port == 0 || digits.front() == '0') {
    return std::nullopt;
  }
  return Authority{std::move(*host), std::string(digits)};
}

std::string authority_text(const Authority& authority, std::string_view scheme) {
  const std::string_view usual = scheme == "https" || scheme == "wss" ? "443" : "80";
  if (authority.port.empty() || authority.port == usual) {
    return authority.host;
  }
  return authority.host + ":" + authority.port;
}

std::optional<PathAndQuery> parse_origin_form(std::string_view text) {
  if (!text.starts_with('/') || text.size() > kLongestPart || !is_visible(text)) {
    return std::nullopt;
  }
  const std::size_t mark = text.find('?');
  if (mark == std::string_view::npos) {
    return PathAndQuery{text, {}};
  }
  return PathAndQuery{text.substr(0, mark), text.substr(mark + 1)};
}

bool is_target_query(std::string_view query) {
  return query.size() <= kLongestPart && is_visible(query);
}

std::optional<AddressParts> parse_address(std::string_view text) {
  constexpr std::string_view kMark = "://";
  const std::size_t mark = text.find(kMark);
  if (text.size() > kLongestPart || mark == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view scheme = target_scheme(text.substr(0, mark));
  const std::string_view rest = text.substr(mark + kMark.size());
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view where = rest.substr(end);
  if (scheme.empty() || !is_visible(where)) {
    return std::nullopt;
  }
  const std::string_view authority = rest.substr(0, end);
  if (!where.starts_with('/')) {  // nothing at all, or a query
    return AddressParts{scheme, authority, where, {"/", where.empty() ? where : where.substr(1)}};
  }
  const std::optional<PathAndQuery> parts = parse_origin_form(where);
  return parts ? std::optional(AddressParts{scheme, authority, where, *parts}) : std::nullopt;
}

PlainPath plain_path(std::string_view raw) {
  if (is_plain_already(raw)) {
    return {std::string(raw), false};
  }
  const std::string decoded = http::percent_decode(raw);
  PlainPath plain;
  const bool dots = resolve(decoded, plain.text);
  plain.unusual = dots || has_broken_escape(raw) || has_encoded_slash(raw) || has_second_escape(decoded) ||
                  std::ranges::any_of(decoded, is_odd_byte) || find_utf8_fault(decoded).has_value();
  return plain;
}

}  // namespace narvi::systems::forward_auth
