#include "accounts/compat.h"

#include <array>
#include <cstddef>

namespace narvi::accounts {

namespace {

constexpr std::string_view kEnglishLetters =
    "Enter a valid username. This value may contain only English letters, numbers, and @/./+/-/_ characters.";
constexpr std::string_view kUnaccentedLetters =
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, "
    "numbers, and @/./+/-/_ characters.";

constexpr std::array<DjangoBehaviour, 4> kTable{{
    {
        .version = DjangoVersion::k3_2,
        .name = "3.2",
        .pbkdf2_iterations = 260'000,
        .secret_key_fallbacks = false,
        .accepts_sha1 = true,
        .unsaved_on_every_5xx = false,
        .csrf_checks_origin = false,
        .csrf_cookie_is_secret = false,
        .csrf_trusted_origins_have_scheme = false,
        .cross_origin_opener_policy = false,
        .xss_filter_header = true,
        .csrf_cookie_masked_setting = false,
        .session_expiry_instants = false,
        .scrypt_parallelism = 1,
        .legacy_reset_tokens = true,
        .signed_cookie_v2 = false,
        .signed_cookie_legacy_fallback = false,
        .limits_redirect_length = false,
        .refuses_numeric_tld = false,
        .use_tz = false,
        .configures_known_remote_users = false,
        .ascii_username_message = kEnglishLetters,
    },
    {
        .version = DjangoVersion::k4_2,
        .name = "4.2",
        .pbkdf2_iterations = 600'000,
        .secret_key_fallbacks = true,
        .accepts_sha1 = false,
        .unsaved_on_every_5xx = true,
        .csrf_checks_origin = true,
        .csrf_cookie_is_secret = true,
        .csrf_trusted_origins_have_scheme = true,
        .cross_origin_opener_policy = true,
        .xss_filter_header = false,
        .csrf_cookie_masked_setting = true,
        .session_expiry_instants = true,
        .scrypt_parallelism = 1,
        .legacy_reset_tokens = false,
        .signed_cookie_v2 = false,
        .signed_cookie_legacy_fallback = false,
        .limits_redirect_length = false,
        .refuses_numeric_tld = false,
        .use_tz = false,
        .configures_known_remote_users = true,
        .ascii_username_message = kUnaccentedLetters,
    },
    {
        .version = DjangoVersion::k5_2,
        .name = "5.2",
        .pbkdf2_iterations = 1'000'000,
        .secret_key_fallbacks = true,
        .accepts_sha1 = false,
        .unsaved_on_every_5xx = true,
        .csrf_checks_origin = true,
        .csrf_cookie_is_secret = true,
        .csrf_trusted_origins_have_scheme = true,
        .cross_origin_opener_policy = true,
        .xss_filter_header = false,
        .csrf_cookie_masked_setting = false,
        .session_expiry_instants = true,
        .scrypt_parallelism = 5,
        .legacy_reset_tokens = false,
        .signed_cookie_v2 = true,
        .signed_cookie_legacy_fallback = true,
        .limits_redirect_length = true,
        .refuses_numeric_tld = true,
        .use_tz = true,
        .configures_known_remote_users = true,
        .ascii_username_message = kUnaccentedLetters,
    },
    {
        .version = DjangoVersion::k6_1,
        .name = "6.1",
        .pbkdf2_iterations = 1'500'000,
        .secret_key_fallbacks = true,
        .accepts_sha1 = false,
        .unsaved_on_every_5xx = true,
        .csrf_checks_origin = true,
        .csrf_cookie_is_secret = true,
        .csrf_trusted_origins_have_scheme = true,
        .cross_origin_opener_policy = true,
        .xss_filter_header = false,
        .csrf_cookie_masked_setting = false,
        .session_expiry_instants = true,
        .scrypt_parallelism = 5,
        .legacy_reset_tokens = false,
        .signed_cookie_v2 = true,
        .signed_cookie_legacy_fallback = false,
        .limits_redirect_length = true,
        .refuses_numeric_tld = true,
        .use_tz = true,
        .configures_known_remote_users = true,
        .ascii_username_message = kUnaccentedLetters,
    },
}};

}  // namespace

std::optional<DjangoVersion> parse_django_version(std::string_view text) {
  for (const DjangoBehaviour& row : kTable) {
    if (row.name == text) {
      return row.version;
    }
  }
  return std::nullopt;
}

const DjangoBehaviour& behaviour(DjangoVersion version) {
  return kTable[static_cast<std::size_t>(version)];
}

int django_major(DjangoVersion version) {
  return behaviour(version).name.front() - '0';
}

std::span<const DjangoBehaviour> django_behaviours() {
  return kTable;
}

}  // namespace narvi::accounts
