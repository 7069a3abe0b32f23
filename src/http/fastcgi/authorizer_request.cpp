#include "http/fastcgi/authorizer_request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.h"
#include "http/fastcgi/name_values.h"
#include "http/server/proxied_request.h"

namespace narvi::http::fastcgi {

namespace {

using server::Refusal;

constexpr std::string_view kFieldPrefix = "HTTP_";

/// Parameters that say something once.
struct Said {
  std::optional<std::string_view> method;
  std::optional<std::string_view> uri;
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> https;
  std::optional<std::string_view> host;
  std::optional<std::string_view> address;
  std::optional<std::string_view> apache_role;
  std::optional<std::string_view> user;
  std::optional<std::string_view> password;
  std::optional<std::string_view> authorization;
};

struct Row {
  std::string_view name;
  std::optional<std::string_view> Said::*place;
};

constexpr std::array<Row, 10> kOnce = {{
    {"REQUEST_METHOD", &Said::method},
    {"REQUEST_URI", &Said::uri},
    {"REQUEST_SCHEME", &Said::scheme},
    {"HTTPS", &Said::https},
    {"HTTP_HOST", &Said::host},
    {"REMOTE_ADDR", &Said::address},
    {"FCGI_APACHE_ROLE", &Said::apache_role},
    {"REMOTE_USER", &Said::user},
    {"REMOTE_PASSWD", &Said::password},
    {"HTTP_AUTHORIZATION", &Said::authorization},
}};

/// Whether `name` is what a field's name becomes as a parameter (RFC 3875 §4.1.18); others are no field.
bool is_field_parameter(std::string_view name) {
  return name.size() > kFieldPrefix.size() && name.starts_with(kFieldPrefix) &&
         std::ranges::all_of(
             name, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// HTTP_X_FOO -> X-Foo, appended to `names`, which has room for it.
std::string_view field_name(std::string_view parameter, std::string& names) {
  const std::size_t start = names.size();
  bool first = true;
  for (const char c : parameter.substr(kFieldPrefix.size())) {
    const bool lower = !first && c >= 'A' && c <= 'Z';
    names += c == '_' ? '-' : lower ? static_cast<char>(c - 'A' + 'a') : c;
    first = c == '_';
  }
  return std::string_view(names).substr(start);
}

bool is_repeated(const NameValue& pair, Said& said, bool& known) {
  const auto row = std::ranges::find(kOnce, pair.name, &Row::name);
  known = row != kOnce.end();
  if (!known) {
    return false;
  }
  return std::exchange(said.*row->place, pair.value).has_value();
}

/// Servers that know no REQUEST_SCHEME say HTTPS=on, or nothing for http.
std::string_view scheme_of(const Said& said) {
  if (said.scheme) {
    return *said.scheme;
  }
  return said.https && (same_name(*said.https, "on") || *said.https == "1") ? "https" : "http";
}

/// The field that Apache took apart; empty if there was none. A name without its password proves nothing.
SecretText basic_field(const Said& said) {
  const bool given = said.apache_role == "AUTHENTICATOR" && said.user && said.password;
  if (!given || said.user->find(':') != std::string_view::npos) {
    return SecretText();
  }
  const SecretText pair(std::string(*said.user) + ':' + std::string(*said.password));
  return SecretText("Basic " + base64_encode(pair.reveal()));
}

}  // namespace

std::optional<Refusal> AuthorizerRequest::read(std::string_view params, std::size_t most, Request& request) {
  const auto pairs = read_pairs(params, most);
  if (!pairs) {
    return pairs.error() == PairsFault::kTooMany ? Refusal::kTooManyFields : Refusal::kSyntax;
  }
  names_.clear();
  names_.reserve(params.size());  // each name is shorter than its parameter, so views stay
  Said said;
  Headers visitor;
  for (const NameValue& pair : *pairs) {
    bool known = false;
    if (is_repeated(pair, said, known)) {
      return Refusal::kRepeatedField;
    }
    if (!known && is_field_parameter(pair.name)) {
      visitor.add(field_name(pair.name, names_), pair.value);
    }
  }
  credentials_ = basic_field(said);
  if (said.authorization) {
    visitor.add("Authorization", *said.authorization);  // `CGIPassAuth On`: as the visitor wrote it
  } else if (!credentials_.empty()) {
    visitor.add("Authorization", credentials_.reveal());
  }
  return server::make_request({.method = said.method.value_or(""),
                               .scheme = scheme_of(said),
                               .host = said.host.value_or(""),
                               .uri = said.uri.value_or(""),
                               .client_address = said.address.value_or("")},
                              target_, visitor, request, reserved_);
}

}  // namespace narvi::http::fastcgi
