#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/python_int.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = narvi::http::python_int(text);
  if (value && narvi::http::python_int(std::to_string(*value)) != value) {
    std::abort();
  }
  return 0;
}
