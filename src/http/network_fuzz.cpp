#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/network.h"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto address = parse_ip_with_port(text)) {
    require(parse_ip(to_text(*address)) == address);
    require(to_text(*parse_ip(to_text(*address))) == to_text(*address));
  }
  if (const auto address = parse_ip(text)) {
    require(parse_ip_with_port(text) == address);
  }
  if (const auto network = parse_network(text)) {
    require(network->contains(network->address));
  }
  return 0;
}
