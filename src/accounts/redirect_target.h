#pragma once
// Where browsers are sent after a login: which `next` may be followed, and the way to the login page
// (contract django-auth §2.8, §2.9).

#include <span>
#include <string>
#include <string_view>

#include "accounts/compat.h"

namespace narvi::accounts {

/// Django's url_has_allowed_host_and_scheme for a `next` from a client. `allowed_hosts`: the request's Host
/// and what a view allows besides, compared byte by byte, with port. `require_https`: the request came by
/// https. Stricter than upstream in one thing: tabs and line breaks, which browsers drop from URLs, cannot
/// hide a host.
bool is_safe_redirect(std::string_view url, std::span<const std::string_view> allowed_hosts,
                      bool require_https, const DjangoBehaviour& version);

/// Django's redirect_to_login: `login_url` with `next` as its query parameter `field` (none if that is
/// empty); the rest of its query is kept. The result may stand in a Location.
std::string login_redirect(std::string_view next, std::string_view login_url, std::string_view field);

/// The `next` for a request that must log in: its full path, or its whole address if the login page is on
/// another host or scheme.
std::string next_after_login(std::string_view login_url, std::string_view scheme, std::string_view host,
                             std::string_view full_path);

}  // namespace narvi::accounts
