#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "rest/schemes/token_header.h"

using namespace narvi::rest::schemes;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  for (const std::string_view keyword : {"Token", "Bearer"}) {
    const TokenParse parsed = parse_token(header, keyword);
    const auto* given = std::get_if<GivenToken>(&parsed);
    // Whatever came, it is one word of UTF-8 out of the header.
    if (given != nullptr && (given->token.empty() || narvi::find_utf8_fault(given->token) ||
                             given->token.find_first_of(" \t\n\v\f\r") != std::string::npos ||
                             header.find(given->token) == std::string_view::npos)) {
      std::abort();
    }
  }
  return 0;
}
