#pragma once
// The column django_session.session_data, and the hash that ties a session to a password
// (contract django-sessions-csrf §6.3, django-auth §6.3).

#include <string>
#include <string_view>

#include "accounts/signing.h"
#include "base/clock.h"
#include "base/secret.h"
#include "http/python_json.h"

namespace narvi::accounts {

/// The salt of the db, cached_db and file engines. The salt of the signed_cookies engine, whose cookie holds
/// the same encoding, follows it.
inline constexpr std::string_view kSessionSalt = "django.contrib.sessions.SessionStore";
inline constexpr std::string_view kSignedCookiesSalt = "django.contrib.sessions.backends.signed_cookies";

/// Encodes session data as Django >= 3.1 writes it. Keeps the order of keys and integers of any size.
std::string encode_session(const http::json::Object& data, const SigningKeys& keys, Instant now,
                           std::string_view salt = kSessionSalt);

struct DecodedSession {
  enum class Outcome {
    kRead,
    kCorrupted,  ///< the signature is wrong: log "Session data corrupted" (django.security.SuspiciousSession)
    kUnreadable,  ///< signed by us, but not a JSON object: data of a version or serializer that we do not
                  ///< know
  };
  Outcome outcome = Outcome::kRead;
  http::json::Object data;  ///< empty unless kRead; the row and its key stay in use in any case (§3.1)
};

/// Decodes what Django wrote; with `keys.accepts_sha1` also the format of Django <= 3.0. The timestamp inside
/// is not checked (§6.3). Total for every input.
DecodedSession decode_session(std::string_view encoded, const SigningKeys& keys,
                              std::string_view salt = kSessionSalt);

/// The data of what an engine stored, empty if it cannot be read. Says "Session data corrupted" in the log
/// when the signature is wrong: mostly a changed secret key, of which an operator should hear (§3.1, §9).
http::json::Object readable_session(std::string_view encoded, const SigningKeys& keys);

/// What a session keeps as `_auth_user_hash`: it changes with the password, so that old sessions die.
/// `password_column`: the encoded hash as stored.
std::string session_auth_hash(const SecretText& password_column, const SecretText& key);

enum class SessionHashMatch {
  kNone,
  kCurrent,
  kLegacy,    ///< SHA-1 of Django <= 3.0, accepted by 3.2 and left as it is
  kFallback,  ///< made with an older secret key: cycle the session key and store the current hash (§3.3)
};

/// Compares the hash of a session with the user's, in constant time per key.
SessionHashMatch match_session_auth_hash(std::string_view session_hash, const SecretText& password_column,
                                         const SigningKeys& keys);

}  // namespace narvi::accounts
