#pragma once
// When a session ends, and what its cookie says about it (contract django-sessions-csrf §3.2).

#include <optional>
#include <string>
#include <string_view>

#include "accounts/browser_settings.h"
#include "accounts/compat.h"
#include "accounts/session.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/python_json.h"

namespace narvi::accounts {

inline constexpr std::string_view kSessionExpiryKey = "_session_expiry";

struct SessionExpiry {
  bool browser_close = false;  ///< the cookie carries neither Max-Age nor expires
  Seconds max_age{};           ///< of the cookie; may be negative
  Instant expires;             ///< of the row: expire_date
};

/// Django's set_expiry(seconds): ends that long after each write; 0: with the browser; may be negative.
void expire_session_after(Session& session, Seconds time);

/// Django's set_expiry(datetime): ends then, however often it is written. kInvalid where the version cannot
/// store an instant (3.2, whose own readers would break on it). A length of time from now is `now + length`.
Result<void> expire_session_at(Session& session, Instant end, const DjangoBehaviour& version);

/// Django's set_expiry(None): as the settings say.
void expire_session_as_set(Session& session);

/// What get_expiry_age, get_expiry_date and get_expire_at_browser_close answer: max_age, expires,
/// browser_close. Counts as an access.
SessionExpiry expiry_of(Session& session, Instant now, const SessionSettings& settings);

/// The table of §3.2 for a session with `data` that is written at `now`. A `_session_expiry` of a type or
/// form that Django does not write counts as absent (upstream: 500); numbers are cut to what a calendar
/// holds.
SessionExpiry session_expiry(const http::json::Object& data, Instant now, const SessionSettings& settings);

/// The text that Django >= 4.1 stores for an instant: "2030-01-02T03:04:05.000678+00:00", without a fraction
/// when that is zero.
std::string session_expiry_text(Instant instant);

/// Reads such a text, as Python's datetime.fromisoformat does for what isoformat() writes: any offset;
/// without one, UTC. Empty optional for anything else.
std::optional<Instant> parse_session_expiry(std::string_view text);

}  // namespace narvi::accounts
