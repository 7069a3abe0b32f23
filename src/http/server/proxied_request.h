#pragma once
// ProxiedRequest: what a proxy says about its visitor's request in a protocol of its own (FastCGI, gRPC),
// made into the Request that a proxy would have sent by HTTP (contract remote-user-forward-auth §2.2, family
// forward-auth). Pure: values only.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/server/refusal.h"

namespace narvi::http::server {

/// Empty: the proxy did not say.
struct ProxiedRequest {
  std::string_view method;          ///< of the visitor's request
  std::string_view scheme;          ///< "http", "https"
  std::string_view host;            ///< as the visitor sent it, with its port
  std::string_view uri;             ///< path and query as the visitor sent them
  std::string_view client_address;  ///< textual IP address; an IPv6 zone is left out
};

/// Whether a visitor's field may come along. Not: fields that frame a message, Host (it is ProxiedRequest's),
/// whatever a proxy says for a visitor (X-Forwarded-*, X-Original-*, Forwarded, X-Real-IP), identity fields,
/// and those of `reserved`, which the settings name; Authorization may: it proves itself. Nor, as at the
/// door, any field spelled with '_': CGI and its kin take that for '-' (RFC 3875 §4.1.18). Nor Connection: it
/// is about the visitor's connection, and its options would take away what is said here (RFC 9110 §7.6.1).
bool may_come_along(std::string_view name, std::span<const std::string> reserved = {});

/// Makes `request` a GET of `target` (a path without query) with Host and X-Forwarded-Method, -Proto, -Host,
/// -Uri, -For from `said` and those of `visitor` that may come along. What was not said is left out: the
/// decision refuses what it misses. Sets headers, method, target, path, query, version, body and what the
/// request will tell about itself; leaves peer and request_id alone. All views must outlive the request.
/// Returns why the request cannot be made: kBytes for a control character in a value (RFC 9110 §5.5), kSyntax
/// for a name that is no token, kRepeatedField for a second Authorization, kHopByHopField for a Connection
/// that lists a guarded field or one of `reserved`, as at the door. Empty optional: made.
std::optional<Refusal> make_request(const ProxiedRequest& said, std::string_view target,
                                    const Headers& visitor, Request& request,
                                    std::span<const std::string> reserved = {});

}  // namespace narvi::http::server
