#pragma once
// What differs between REST framework versions (contract drf; `[compat] rest_framework`). One table in one
// file.

#include <optional>
#include <string_view>

namespace narvi::rest {

enum class RestVersion { k3_14, k3_15, k3_16, k3_17, k3_18 };

/// "3.14" to "3.18"; empty for anything else.
std::optional<RestVersion> parse_rest_version(std::string_view text);

/// Basic credentials without a colon: up to 3.14 a user name with an empty password, from 3.15 refused as bad
/// base64 (drf §3.2).
inline bool basic_needs_colon(RestVersion version) {
  return version >= RestVersion::k3_15;
}

/// Django's Http404 and PermissionDenied with a text of their own: up to 3.14 the generic text, from 3.15
/// theirs (drf §2.3).
inline bool tells_django_texts(RestVersion version) {
  return version >= RestVersion::k3_15;
}

/// The root view of a router, which model permissions skip: from 3.15 the caller must still be authenticated
/// (drf §7.1).
inline bool router_root_needs_user(RestVersion version) {
  return version >= RestVersion::k3_15;
}

}  // namespace narvi::rest
