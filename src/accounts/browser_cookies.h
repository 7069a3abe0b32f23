#pragma once
// The Set-Cookie fields of the session and of the CSRF secret (contract django-sessions-csrf §3.4, §3.5).

#include <string>
#include <string_view>

#include "accounts/browser_settings.h"
#include "accounts/session_expiry.h"
#include "base/clock.h"

namespace narvi::accounts {

/// Sets the session cookie to `key`, as long as `expiry` says.
std::string session_set_cookie(const SessionSettings& settings, std::string_view key,
                               const SessionExpiry& expiry, Instant now);

/// Deletes the session cookie: a browser sent one, and the session is empty.
std::string session_delete_cookie(const SessionSettings& settings);

/// Sets the CSRF cookie to `value` (secret or masked token, by version) and renews its lifetime.
std::string csrf_set_cookie(const CsrfSettings& settings, std::string_view value, Instant now);

}  // namespace narvi::accounts
