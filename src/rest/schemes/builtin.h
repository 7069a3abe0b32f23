#pragma once
// The schemes that REST framework brings along, for the registry.

#include <span>

#include "rest/scheme.h"

namespace narvi::rest::schemes {

/// Session: the browser's Django session, with CSRF enforced (drf §3.4). No challenge: 403.
std::shared_ptr<const Scheme> make_session(const Services& services);

/// The same without services, for endpoints made by hand.
std::shared_ptr<const Scheme> basic_scheme();

/// Basic: user name and password in each request (drf §3.2). Challenge `Basic realm="api"`.
std::shared_ptr<const Scheme> make_basic(const Services& services);

/// Rows of the registry.
std::span<const SchemeEntry> builtin();

}  // namespace narvi::rest::schemes
