#pragma once
// Basic credentials (RFC 7617) exactly as REST framework decodes them (drf §3.2, §6.1), which is more lenient
// than the RFC: characters that are not base64 are skipped, and bytes that are not UTF-8 are Latin-1.

#include <string>
#include <string_view>
#include <variant>

#include "base/secret.h"
#include "rest/compat.h"

namespace narvi::rest::schemes {

struct BasicCredentials {
  std::string username;  ///< UTF-8
  SecretText password;   ///< UTF-8
};

/// The header is for another scheme, or absent.
struct NotBasic {};

/// It is Basic, but wrong: the text of the refusal.
struct BadBasic {
  std::string_view text;
};

using BasicParse = std::variant<NotBasic, BadBasic, BasicCredentials>;

/// Reads the value of an Authorization header. Total; never throws.
BasicParse parse_basic(std::string_view header, RestVersion version);

}  // namespace narvi::rest::schemes
