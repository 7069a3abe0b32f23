// Any text is read or refused; what was read is within the bounds that the connection relies on, and an error
// shows nothing of the text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cache/redis/address.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view url(reinterpret_cast<const char*>(data), size);
  const auto address = narvi::cache::redis::parse_address(url);
  if (!address) {
    if (address.error().message != "the URL is not the address of a Redis server") {
      std::abort();
    }
    return 0;
  }
  const bool by_host = !address->host.empty() && address->path.empty() && address->port != 0;
  const bool by_path = address->host.empty() && address->path.starts_with('/') && address->path.size() < 108;
  if (by_host == by_path || (address->password.empty() && !address->user.empty())) {
    std::abort();
  }
  return address->shown().size() > size + 20 ? 1 : 0;
}
