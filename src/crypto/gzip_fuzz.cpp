// gzip files of any bytes, within a small limit.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crypto/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = 65536;
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  const auto text = narvi::crypto::gunzip(input, kLimit);
  if (text && (text->size() > kLimit || !narvi::crypto::is_gzip(input))) {
    std::abort();
  }
  return 0;
}
