#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "systems/durin/duration_text.h"

using namespace narvi::systems::durin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto length = parse_duration(text);
  if (!length) {
    return 0;
  }
  // What is written for it is read as the same.
  const auto again = parse_duration(duration_text(*length));
  if (!again || *again != *length) {
    std::abort();
  }
  return 0;
}
