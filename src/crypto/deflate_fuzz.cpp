// zlib streams from anywhere: never more than the limit, never a crash.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crypto/deflate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = 4096;
  const std::string_view input(static_cast<const char*>(static_cast<const void*>(data)), size);
  const narvi::Result<std::string> out = narvi::crypto::inflate(input, kLimit);
  if (out && out->size() > kLimit) {
    std::abort();
  }
  return 0;
}
