#include "systems/forward_auth/visitor.h"

#include <algorithm>

#include "accounts/csrf_origin.h"
#include "http/joined_field.h"
#include "rest/permission.h"

namespace narvi::systems::forward_auth {

namespace {

/// Whether a field has `word` somewhere, in any case.
bool mentions(const http::Headers& headers, std::string_view field, std::string_view word) {
  const std::string value = http::joined_field(headers, field).value_or("");
  const auto same = [](char left, char right) {
    return (left >= 'A' && left <= 'Z' ? left - 'A' + 'a' : left) == right;
  };
  return std::ranges::search(value, word, same).begin() != value.end();
}

}  // namespace

bool is_preflight(const http::Headers& headers, const Target& target) {
  return target.method == "OPTIONS" && headers.find("Origin") &&
         headers.find("Access-Control-Request-Method");
}

bool is_upgrade(const http::Headers& headers) {
  return headers.find("Upgrade").has_value() || headers.find("Sec-WebSocket-Key").has_value();
}

bool navigates(const http::Headers& headers, const Target& target) {
  if (mentions(headers, "X-Requested-With", "xmlhttprequest") || is_preflight(headers, target) ||
      is_upgrade(headers)) {
    return false;
  }
  // Browsers say so themselves since 2019 or later (Fetch Metadata Request Headers §2).
  const std::optional<std::string_view> mode = headers.find("Sec-Fetch-Mode");
  if (mode && *mode != "navigate") {
    return false;
  }
  return mentions(headers, "Accept", "text/html") || (mode && mentions(headers, "Accept", "*/*"));
}

std::optional<std::string> refuse_foreign_origin(const http::Headers& headers, const Target& target,
                                                 const accounts::BrowserSettings& browser) {
  const bool upgrade = is_upgrade(headers);
  if (rest::is_safe_method(target.method) && !upgrade) {
    return std::nullopt;
  }
  const std::optional<std::string> origin = http::joined_field(headers, "Origin");
  if (!origin) {
    const bool foreign = headers.find("Sec-Fetch-Site") == "cross-site";
    return foreign
               ? std::optional<std::string>("Origin checking failed - the request comes from another site.")
               : std::nullopt;
  }
  accounts::CsrfRequest question;
  question.method = target.method;
  question.https = target.scheme == "https" || target.scheme == "wss";
  question.host = target.authority;
  question.origin = std::string_view(*origin);
  return accounts::refuse_origin(question, browser);
}

}  // namespace narvi::systems::forward_auth
