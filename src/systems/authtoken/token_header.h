#pragma once
// The Authorization header of the Token scheme (drf §3.1, §3.3), read before anything is asked.

#include <string>
#include <string_view>
#include <variant>

namespace narvi::systems::authtoken {

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

/// Reads a header of any bytes. `keyword` ("Token") is compared without regard to ASCII case.
TokenParse parse_token(std::string_view header, std::string_view keyword);

}  // namespace narvi::systems::authtoken
