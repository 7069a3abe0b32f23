#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/python_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace narvi::http::json;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (indented(bytes, 1).size() < bytes.size()) {
    std::abort();
  }
  if (const auto value = read(bytes)) {
    // 1e400 is infinity, which is written as a bare word.
    const auto again = read(indented(write(*value, Style::kCompactUtf8), 8), Constants::kAllowed);
    if (!again || write(*again, Style::kCompactUtf8) != write(*value, Style::kCompactUtf8)) {
      std::abort();
    }
  }
  return 0;
}
