#include "rest/schemes/basic_credentials.h"

#include <vector>

#include "base/base64.h"
#include "base/utf8.h"
#include "rest/schemes/authorization.h"

namespace narvi::rest::schemes {

namespace {

constexpr std::string_view kNoCredentials = "Invalid basic header. No credentials provided.";
constexpr std::string_view kSpaces = "Invalid basic header. Credentials string should not contain spaces.";
constexpr std::string_view kNotBase64 = "Invalid basic header. Credentials not correctly base64 encoded.";

}  // namespace

BasicParse parse_basic(std::string_view header, RestVersion version) {
  const std::vector<std::string_view> words = authorization_words(header);
  if (words.empty() || !same_word(words[0], "basic")) {
    return NotBasic{};
  }
  if (words.size() == 1) {
    return BadBasic{kNoCredentials};
  }
  if (words.size() > 2) {
    return BadBasic{kSpaces};
  }
  std::optional<std::string> bytes = base64_decode_lenient(words[1], Base64Alphabet::kStandard);
  if (!bytes) {
    return BadBasic{kNotBase64};
  }
  const std::string decoded = find_utf8_fault(*bytes) ? utf8_from_latin1(*bytes) : std::move(*bytes);
  const std::size_t colon = decoded.find(':');
  if (colon == std::string::npos) {
    if (basic_needs_colon(version)) {
      return BadBasic{kNotBase64};
    }
    return BasicCredentials{decoded, SecretText()};
  }
  return BasicCredentials{decoded.substr(0, colon), SecretText(decoded.substr(colon + 1))};
}

}  // namespace narvi::rest::schemes
