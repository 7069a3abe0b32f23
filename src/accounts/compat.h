#pragma once
// What differs between the versions of Django, in one table ([compat] django, design §3).

#include <optional>
#include <span>
#include <string_view>

namespace narvi::accounts {

enum class DjangoVersion { k3_2, k4_2, k5_2, k6_1 };

/// Reads "3.2", "4.2", "5.2" or "6.1". Empty optional for anything else.
std::optional<DjangoVersion> parse_django_version(std::string_view text);

/// One version's behaviour. Contract django-auth (A) and django-sessions-csrf (S) say where each line comes
/// from.
struct DjangoBehaviour {
  DjangoVersion version;
  std::string_view name;       ///< "5.2", as in narvi.toml
  unsigned pbkdf2_iterations;  ///< of new hashes (A §6.1)
  bool secret_key_fallbacks;   ///< SECRET_KEY_FALLBACKS is known (A §4)
  bool accepts_sha1;           ///< reads what Django <= 3.0 signed with SHA-1 (S §6.1, §6.3; A §6.3)
  bool unsaved_on_every_5xx;   ///< session not saved for any status >= 500; else for 500 only (S §3.1)
  bool csrf_checks_origin;     ///< Origin header, and a reason for each kind of failure (S §3.3)
  bool csrf_cookie_is_secret;  ///< cookie and session hold the bare secret; else a masked token (S §3.4)
  bool csrf_trusted_origins_have_scheme;    ///< "https://*.example.com"; else ".example.com" (S §4)
  bool cross_origin_opener_policy;          ///< sends Cross-Origin-Opener-Policy (S §3.7)
  bool xss_filter_header;                   ///< knows SECURE_BROWSER_XSS_FILTER (S §3.7)
  bool csrf_cookie_masked_setting;          ///< knows CSRF_COOKIE_MASKED (S §4)
  bool session_expiry_instants;             ///< a session may hold the instant it ends at (S §3.2)
  unsigned scrypt_parallelism;              ///< p of new scrypt hashes (A §6.1)
  bool legacy_reset_tokens;                 ///< also reads SHA-1 tokens and those that count days (A §6.4)
  bool signed_cookie_v2;                    ///< set_signed_cookie keeps name and salt apart (S §6.4)
  bool signed_cookie_legacy_fallback;       ///< default of SIGNED_COOKIE_LEGACY_SALT_FALLBACK (S §4)
  bool limits_redirect_length;              ///< `next` over 2048 characters is unsafe (A §2.8)
  bool refuses_numeric_tld;                 ///< a@b.123 is no mail address (A §6.6)
  bool use_tz;                              ///< default of USE_TZ (A §4)
  bool configures_known_remote_users;       ///< configure_user is called at every authentication (A §3.2)
  std::string_view ascii_username_message;  ///< of the ASCII user name validator (A §6.5)
};

/// The row of `version`.
const DjangoBehaviour& behaviour(DjangoVersion version);

/// The first number of the version: 3 to 6.
int django_major(DjangoVersion version);

/// All rows, oldest first.
std::span<const DjangoBehaviour> django_behaviours();

}  // namespace narvi::accounts
