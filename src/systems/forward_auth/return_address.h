#pragma once
// Return addresses: where a browser comes from when it is sent to log in, and where it may be sent back to
// (contract remote-user-forward-auth §2.4, contracts README C27).

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "systems/forward_auth/target.h"

namespace narvi::systems::forward_auth {

/// A domain as settings name it ("example.com", ".example.com", "localhost"), lower case and without the dot
/// in front. Empty: not a host name.
std::optional<std::string> protected_domain(std::string_view given);

/// Whether `host` (lower case, no port) is one of `domains` or below one of them.
bool is_below(std::string_view host, std::span<const std::string> domains);

/// Whether this may stand as the address of a login page: absolute, http or https, no userinfo, no fragment.
bool is_login_url(std::string_view url);

/// Whether a browser may be sent to `url`, which somebody outside chose: https (http if `allow_http`), a host
/// of `domains` or below, the scheme's own port; no userinfo, backslash, control character or blank.
bool is_safe_return_address(std::string_view url, std::span<const std::string> domains, bool allow_http);

/// `login_url` with the visitor's address as `rd` and his method as `rm` (§2.4), after what its query has
/// already.
std::string login_address(std::string_view login_url, const Target& target);

}  // namespace narvi::systems::forward_auth
