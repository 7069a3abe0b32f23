#include "app/setting_syntax.h"

#include <algorithm>
#include <charconv>

#include "http/network.h"

namespace narvi::app {

namespace {

constexpr std::size_t kLongestSocketPath = 107;  // sun_path without its final zero (unix(7))

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port <= 65535;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    return host.find(':') != std::string_view::npos && http::parse_ip(host).has_value();
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
  });
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

bool is_postgres(std::string_view url) {
  return take(url, "postgresql://") || take(url, "postgres://");
}

}  // namespace

bool is_listen_address(std::string_view text) {
  if (text == "systemd") {
    return true;
  }
  if (take(text, "unix:")) {
    return text.starts_with('/') && text.size() > 1 && text.size() <= kLongestSocketPath;
  }
  const std::size_t colon = text.rfind(':');
  return colon != std::string_view::npos && is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

std::optional<unsigned> parse_socket_mode(std::string_view text) {
  unsigned mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && text.size() <= 4 && mode <= 0777 ? std::optional(mode) : std::nullopt;
}

std::optional<ProxySslHeader> parse_proxy_ssl_header(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_token(text.substr(0, colon))) {
    return std::nullopt;
  }
  std::string_view value = text.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  if (!is_token(value)) {
    return std::nullopt;
  }
  return ProxySslHeader{std::string(text.substr(0, colon)), std::string(value)};
}

std::optional<DatabaseUrl> parse_database_url(std::string_view url) {
  if (is_postgres(url)) {
    return DatabaseUrl{DatabaseKind::kPostgres, std::string(url)};
  }
  if (take(url, "sqlite:") && !url.empty()) {
    return DatabaseUrl{DatabaseKind::kSqlite, std::string(url)};
  }
  return std::nullopt;
}

std::string redacted_url(std::string_view url) {
  const bool is_plain_path = url.starts_with("unix:/") && !url.starts_with("unix://");
  if (url.starts_with("sqlite:") || is_plain_path || url == "memory:") {
    return std::string(url);
  }
  if (!is_postgres(url) && !url.starts_with("redis://") && !url.starts_with("unix://")) {
    return "(set)";
  }
  std::string shown(url.substr(0, url.find("://") + 3));
  std::string_view rest = url.substr(shown.size());
  rest = rest.substr(0, rest.find('?'));
  // The last '@': a password that nobody percent-encoded may hold another one.
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view user = rest.substr(0, at);
    const std::size_t colon = user.find(':');
    shown += user.substr(0, colon);
    shown += colon == std::string_view::npos ? "@" : ":(set)@";
    rest.remove_prefix(at + 1);
  }
  return shown + std::string(rest);
}

bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [=](char c) {
    return is_alphanumeric(c) || kOthers.find(c) != std::string_view::npos;
  });
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 63 && !(text.front() >= '0' && text.front() <= '9') &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '_'; });
}

}  // namespace narvi::app
