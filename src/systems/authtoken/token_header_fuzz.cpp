#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "systems/authtoken/token_header.h"
#include "systems/authtoken/tokens.h"

using namespace narvi::systems::authtoken;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  for (const std::string_view keyword : {"Token", "Bearer"}) {
    const TokenParse parsed = parse_token(header, keyword);
    const auto* given = std::get_if<GivenToken>(&parsed);
    if (given == nullptr) {
      continue;
    }
    // Whatever came, it is UTF-8, it is not what a digested row holds, and what passes on fits the column.
    if (narvi::find_utf8_fault(given->token) || is_digest(given->token)) {
      std::abort();
    }
    if (may_be_token(given->token) && narvi::count_code_points(given->token) > kLongestToken) {
      std::abort();
    }
  }
  return 0;
}
