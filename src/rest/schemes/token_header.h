#pragma once
// The Authorization header of every scheme that says "Token KEY" (drf §3.1, §3.3; durin §3; knox §3), read
// before anything is asked.

#include <string>
#include <string_view>
#include <variant>

namespace narvi::rest::schemes {

/// No header of this scheme: the next scheme may try.
struct NotToken {};

/// Ours, and wrong; `text` is what the client is told.
struct BadToken {
  std::string_view text;
};

/// Valid UTF-8 without ASCII white space; of any length, and possibly with NUL.
struct GivenToken {
  std::string token;
};

using TokenParse = std::variant<NotToken, BadToken, GivenToken>;

inline constexpr std::string_view kWrongCharacters =
    "Invalid token header. Token string should not contain invalid characters.";
inline constexpr std::string_view kInvalidToken = "Invalid token.";

/// Reads a header of any bytes. `keyword` ("Token") is compared without regard to ASCII case. `not_utf8`:
/// what is said of bytes that are not UTF-8; kept by reference.
TokenParse parse_token(std::string_view header, std::string_view keyword,
                       std::string_view not_utf8 = kWrongCharacters);

}  // namespace narvi::rest::schemes
