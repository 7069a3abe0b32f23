#include "rest/schemes/token_header.h"

#include <vector>

#include "base/utf8.h"
#include "rest/schemes/authorization.h"

namespace narvi::rest::schemes {

namespace {

constexpr std::string_view kNothing = "Invalid token header. No credentials provided.";
constexpr std::string_view kSpaces = "Invalid token header. Token string should not contain spaces.";

}  // namespace

TokenParse parse_token(std::string_view header, std::string_view keyword, std::string_view not_utf8) {
  const std::vector<std::string_view> words = authorization_words(header);
  if (words.empty() || !same_word(words.front(), keyword)) {
    return NotToken{};
  }
  if (words.size() == 1) {
    return BadToken{kNothing};
  }
  if (words.size() > 2) {
    return BadToken{kSpaces};
  }
  if (find_utf8_fault(words[1])) {
    return BadToken{not_utf8};
  }
  return GivenToken{std::string(words[1])};
}

}  // namespace narvi::rest::schemes
