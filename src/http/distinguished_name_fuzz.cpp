#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/distinguished_name.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using narvi::http::common_name;
  const std::string_view subject(reinterpret_cast<const char*>(data), size);
  const auto read = common_name(subject);
  const auto name = read ? *read : std::nullopt;
  if (name && (name->empty() || name->size() > subject.size())) {
    std::abort();
  }
  // A second common name makes any subject nobody's.
  if (name && common_name("CN=other," + std::string(subject)).has_value()) {
    std::abort();
  }
  return 0;
}
