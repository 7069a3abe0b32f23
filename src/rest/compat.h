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

}  // namespace narvi::rest
