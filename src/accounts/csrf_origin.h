#pragma once
// The half of the CSRF check that asks where a request comes from: Origin and Referer
// (contract django-sessions-csrf §3.3, steps 2 and 3).

#include <optional>
#include <string>

#include "accounts/csrf_check.h"

namespace narvi::accounts {

/// `request.origin` is present. Empty optional: it is the site's own or a trusted one.
std::optional<std::string> refuse_origin(const CsrfRequest& request, const BrowserSettings& settings);

/// The origin that a request to this site has: scheme and Host, which `Origin` is compared with.
std::string own_origin(const CsrfRequest& request);

/// Called for https without a (checked) Origin. Empty optional: the Referer is the site's own or a trusted
/// one.
std::optional<std::string> refuse_referer(const CsrfRequest& request, const BrowserSettings& settings,
                                          const DjangoBehaviour& version);

}  // namespace narvi::accounts
