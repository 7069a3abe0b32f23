#include "accounts/csrf_origin.h"

#include <algorithm>
#include <string_view>

namespace narvi::accounts {

namespace {

using Refusal = std::optional<std::string>;

constexpr std::string_view kNoReferer = "Referer checking failed - no Referer.";
constexpr std::string_view kMalformedReferer = "Referer checking failed - Referer is malformed.";
constexpr std::string_view kInsecureReferer =
    "Referer checking failed - Referer is insecure while host is secure.";

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character + ('a' - 'A')) : character;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// An address split as Python's urlsplit does, as far as Django looks at it.
struct SplitUrl {
  std::string scheme;  ///< lower case
  std::string host;    ///< with port and user, as written
  std::string rest;    ///< path, query, fragment; empty ones without their mark

  /// As Python's geturl() puts it together again.
  std::string text() const { return scheme + "://" + host + rest; }
};

bool is_scheme_character(char character) {
  const char letter = lower(character);
  return (letter >= 'a' && letter <= 'z') || (character >= '0' && character <= '9') || character == '+' ||
         character == '-' || character == '.';
}

/// Moves a leading `scheme:` into `url.scheme`.
void take_scheme(std::string& text, SplitUrl& url) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || lower(text.front()) < 'a' || lower(text.front()) > 'z' ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_scheme_character)) {
    return;
  }
  url.scheme = lower_case(text.substr(0, colon));
  text.erase(0, colon + 1);
}

/// Drops an empty fragment and an empty query.
std::string without_empty_parts(std::string text) {
  const std::size_t hash = text.find('#');
  std::string fragment = hash == std::string::npos ? std::string() : text.substr(hash);
  text.resize(std::min(hash, text.size()));
  if (fragment.size() == 1) {
    fragment.clear();
  }
  if (text.find('?') == text.size() - 1 && !text.empty()) {
    text.pop_back();
  }
  return text + fragment;
}

/// Empty optional where Python raises: brackets that do not pair.
std::optional<SplitUrl> split_url(std::string_view given) {
  while (!given.empty() && static_cast<unsigned char>(given.front()) <= 0x20) {
    given.remove_prefix(1);
  }
  std::string text(given);
  std::erase_if(text,
                [](char character) { return character == '\t' || character == '\r' || character == '\n'; });
  SplitUrl url;
  take_scheme(text, url);
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find_first_of("/?#", 2), text.size());
    url.host = text.substr(2, end - 2);
    text.erase(0, end);
  }
  const bool opens = url.host.find('[') != std::string::npos;
  const bool closes = url.host.find(']') != std::string::npos;
  if (opens != closes) {
    return std::nullopt;
  }
  url.rest = without_empty_parts(std::move(text));
  return url;
}

/// Equal to the lower-cased pattern, or below a pattern that starts with a dot, or that domain itself.
bool same_domain(std::string_view host, std::string_view given_pattern) {
  if (given_pattern.empty()) {
    return false;
  }
  const std::string pattern = lower_case(given_pattern);
  const std::string_view view = pattern;
  return host == view || (view.front() == '.' && (host.ends_with(view) || host == view.substr(1)));
}

/// The host of a trusted origin: "https://*.example.com" gives ".example.com"; 3.2 writes the host itself.
std::string trusted_host(std::string_view origin, bool has_scheme) {
  if (!has_scheme) {
    return std::string(origin);
  }
  const std::optional<SplitUrl> url = split_url(origin);
  std::string host = url ? url->host : std::string();
  host.erase(0, std::min(host.find_first_not_of('*'), host.size()));
  return host;
}

/// The port to put behind a cookie domain: that of the Host, unless it is a default one.
std::string port_suffix(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && bracket > colon)) {
    return {};
  }
  const std::string_view port = host.substr(colon + 1);
  return port.empty() || port == "443" || port == "80" ? std::string() : ":" + std::string(port);
}

/// The domain that a Referer of our own pages has; empty optional if the Host is nobody's.
std::optional<std::string> own_domain(const CsrfRequest& request, const BrowserSettings& settings) {
  const std::string& domain =
      settings.csrf.use_sessions ? settings.session.cookie.domain : settings.csrf.cookie.domain;
  if (!domain.empty()) {
    return domain + port_suffix(request.host);
  }
  return request.host_allowed ? std::optional<std::string>(request.host) : std::nullopt;
}

bool trusts_origin(std::string_view origin, const std::string& trusted) {
  if (trusted.find('*') == std::string::npos) {
    return origin == trusted;
  }
  const std::optional<SplitUrl> given = split_url(origin);
  const std::optional<SplitUrl> pattern = split_url(trusted);
  return given && pattern && given->scheme == pattern->scheme &&
         same_domain(given->host, trusted_host(trusted, true));
}

}  // namespace

std::string own_origin(const CsrfRequest& request) {
  return (request.https ? "https://" : "http://") + std::string(request.host);
}

std::optional<std::string> refuse_origin(const CsrfRequest& request, const BrowserSettings& settings) {
  const std::string_view origin = *request.origin;
  const std::string own = own_origin(request);
  const auto trusts = [&](const std::string& trusted) { return trusts_origin(origin, trusted); };
  if ((request.host_allowed && origin == own) ||
      std::any_of(settings.csrf.trusted_origins.begin(), settings.csrf.trusted_origins.end(), trusts)) {
    return std::nullopt;
  }
  return "Origin checking failed - " + std::string(origin) + " does not match any trusted origins.";
}

std::optional<std::string> refuse_referer(const CsrfRequest& request, const BrowserSettings& settings,
                                          const DjangoBehaviour& version) {
  if (!request.referer) {
    return std::string(kNoReferer);
  }
  const std::optional<SplitUrl> referer = split_url(*request.referer);
  if (!referer || referer->scheme.empty() || referer->host.empty()) {
    return std::string(kMalformedReferer);
  }
  if (referer->scheme != "https") {
    return std::string(kInsecureReferer);
  }
  const auto trusts = [&](const std::string& origin) {
    return same_domain(referer->host, trusted_host(origin, version.csrf_trusted_origins_have_scheme));
  };
  const std::optional<std::string> own = own_domain(request, settings);
  if ((own && same_domain(referer->host, *own)) ||
      std::any_of(settings.csrf.trusted_origins.begin(), settings.csrf.trusted_origins.end(), trusts)) {
    return std::nullopt;
  }
  return "Referer checking failed - " + referer->text() + " does not match any trusted origins.";
}

}  // namespace narvi::accounts
