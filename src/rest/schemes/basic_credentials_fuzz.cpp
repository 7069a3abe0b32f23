#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "rest/schemes/basic_credentials.h"

using narvi::rest::RestVersion;
using narvi::rest::schemes::BasicCredentials;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  for (const RestVersion version : {RestVersion::k3_14, RestVersion::k3_18}) {
    const auto parsed = narvi::rest::schemes::parse_basic(header, version);
    if (const auto* credentials = std::get_if<BasicCredentials>(&parsed)) {
      // Whatever the bytes were, what goes on to the database is UTF-8, and the name holds no colon.
      if (narvi::find_utf8_fault(credentials->username) ||
          credentials->username.find(':') != std::string::npos) {
        std::abort();
      }
    }
  }
  return 0;
}
