// Whatever the bytes: objects, or an error that stays; and the same ones however the bytes arrive.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "accounts/intake/json_objects.h"

namespace {

std::uint64_t summary(std::string_view text, std::size_t piece) {
  narvi::accounts::intake::TextSource source(text, piece);
  narvi::accounts::intake::JsonObjects objects(source);
  std::uint64_t sum = 0;
  while (true) {
    const auto object = objects.next();
    if (!object) {
      if (objects.next()) {
        std::abort();
      }
      return sum + 1;
    }
    if (!*object) {
      return sum;
    }
    sum = sum * 31 + (*object)->value.size() + (*object)->line;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (summary(text, size + 1) != summary(text, 1)) {
    std::abort();
  }
  return 0;
}
