#pragma once
// The schemes that REST framework brings along, for the registry and for endpoints made by hand.

#include <span>
#include <string>

#include "rest/scheme.h"

namespace narvi::rest::schemes {

/// Session: the browser's Django session, with CSRF enforced (drf §3.4). No challenge: 403.
std::shared_ptr<const Scheme> make_session(const Services& services);
std::shared_ptr<const Scheme> session_scheme();

/// Basic: user name and password in each request (drf §3.2). Challenge `Basic realm="REALM"`; the realm is
/// [rest_framework] basic_realm, "api" upstream.
std::shared_ptr<const Scheme> make_basic(const Services& services);
std::shared_ptr<const Scheme> basic_scheme(std::string realm = "api");

/// RemoteUser: whom the front server has authenticated (drf §3.5). No challenge: 403; no CSRF check. `key` is
/// upstream's `header`: "REMOTE_USER" for the server variable, which no header can become, or "HTTP_NAME" for
/// a header field, which only trusted peers may send. From the registry: [rest_framework] remote_user_header.
std::shared_ptr<const Scheme> make_remote_user(const Services& services);
std::shared_ptr<const Scheme> remote_user_scheme(std::string_view key = "REMOTE_USER");

/// The field that an "HTTP_NAME" key reads: "NAME" with '-' for '_'; empty for other keys.
std::string header_of_key(std::string_view key);

/// Rows of the registry.
std::span<const SchemeEntry> builtin();

}  // namespace narvi::rest::schemes
